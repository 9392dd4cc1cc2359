// Which library inflates. Chosen by GzipInflater; named by `weir --version`.

import CZlib
import Foundation

#if canImport(CISAL)
import CISAL
#endif

/// A library that Weir was built with and that inflates gzip. They read the same files and give the same bytes.
public enum InflateLibrary: String, Sendable, CaseIterable {
    case zlib
    #if canImport(CISAL)
    case isal
    #endif

    /// The fastest. `WEIR_TEST_INFLATE=zlib` takes another, so that `make bench` can tell what it gains and tests can run with
    /// either; read once, and not for use.
    public static let preferred =
        ProcessInfo.processInfo.environment["WEIR_TEST_INFLATE"].flatMap(InflateLibrary.init) ?? allCases[allCases.count - 1]

    /// Its name and version.
    public var version: String {
        switch self {
        case .zlib: "zlib \(String(cString: zlibVersion()))"
        #if canImport(CISAL)
        // The one that it was built with: the library itself can't tell.
        case .isal: "ISA-L \(ISAL_MAJOR_VERSION).\(ISAL_MINOR_VERSION).\(ISAL_PATCH_VERSION)"
        #endif
        }
    }

    func makeInflater() -> any MemberInflater {
        switch self {
        case .zlib: ZlibInflater()
        #if canImport(CISAL)
        case .isal: ISALInflater()
        #endif
        }
    }
}
