// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// ISA-L inflates faster than zlib and stands beside it where its header is in the compiler's own search path. SwiftPM remembers the
/// answer: `WEIR_ISAL=1 swift build` takes a library that came later, or lies where pkg-config knows, `WEIR_ISAL=0` leaves it out.
let hasISAL: Bool = {
    if let choice = Context.environment["WEIR_ISAL"] { return choice == "1" }
    #if arch(x86_64) || arch(arm64)
    return FileManager.default.fileExists(atPath: "/usr/include/isa-l/igzip_lib.h")
    #else
    return false
    #endif
}()
/// For each module that imports CIconv: on Linux it is part of the C library.
let iconv: [LinkerSetting] = [.linkedLibrary("iconv", .when(platforms: [.macOS]))]
/// For each module that says `#if canImport(CISAL)`.
let isal: [Target.Dependency] = hasISAL ? ["CISAL"] : []

/// zstd is read where its header is in the compiler's own search path; `WEIR_ZSTD` is to it what `WEIR_ISAL` is to ISA-L.
let hasZstd: Bool = {
    if let choice = Context.environment["WEIR_ZSTD"] { return choice == "1" }
    return FileManager.default.fileExists(atPath: "/usr/include/zstd.h")
}()
/// For each module that says `#if canImport(CZstd)`.
let zstd: [Target.Dependency] = hasZstd ? ["CZstd"] : []

/// One module per room; arrows only point downwards (docs/architecture.md).
let package = Package(
    name: "weir",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "weir", targets: ["WeirCommand"]),
        .library(name: "Weir", targets: ["Weir"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", .upToNextMinor(from: "6.2.0")),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Not called weir: where file names ignore case, that is Weir, the library.
        .executableTarget(
            name: "WeirCommand",
            dependencies: [
                "BatchSQL", "CSQLiteAPI", "Flow", "Jobs", "Ledger", "Maintenance", "PipelineSpec", "Readers", "Reporting", "RowModel",
                "Schedule", "Shards",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "Weir", dependencies: ["Flow", "Ledger", "PipelineSpec", "Reporting", "RowModel", "Sink"]),
        .target(name: "Schedule", dependencies: ["CZlib", "Flow", "Jobs", "PipelineSpec", "RowModel"]),
        .target(
            name: "Maintenance",
            dependencies: ["Ledger", "PipelineSpec", "RowModel", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .target(
            name: "Shards",
            dependencies: [
                "CZlib", "Flow", "Ledger", "PipelineSpec", "Readers", "RowModel", "Sink",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "Jobs",
            dependencies: [
                "Flow", "Ledger", "PipelineSpec", "Readers", "Reporting", "RowModel",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        .target(
            name: "Reporting",
            dependencies: [
                "Flow", "Ledger", "Maintenance", "PipelineSpec", "RowModel", "Shards", "Sink",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "Flow",
            dependencies: [
                "CLinux", "CZlib", "PipelineSpec", "Readers", "Transforms", "Sink", "Ledger", "RowModel",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "Sink",
            dependencies: [
                "BatchSQL", "CSQLiteAPI", "CLinux", "Ledger", "PipelineSpec", "RowModel",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "Ledger",
            dependencies: [
                "CIconv", "CZlib", "RowModel",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ] + isal + zstd,
            linkerSettings: iconv
        ),
        .target(
            name: "Transforms",
            dependencies: [
                "BatchSQL", "Patterns", "PipelineSpec", "Readers", "RowModel", .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(
            name: "BatchSQL",
            dependencies: [
                "Patterns", "RowModel",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "Readers",
            dependencies: [
                "CByteScan", "CIconv", "CZlib", "RowModel", .product(name: "Subprocess", package: "swift-subprocess"),
            ] + isal + zstd,
            linkerSettings: iconv
        ),
        .target(
            name: "PipelineSpec",
            dependencies: ["CIconv", "RowModel", .product(name: "Yams", package: "Yams")],
            linkerSettings: iconv
        ),
        .target(name: "RowModel"),
        .target(name: "Patterns"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CByteScan"),
        .systemLibrary(name: "CIconv"),
        .systemLibrary(name: "CSQLiteAPI"),
        .systemLibrary(name: "CLinux"),

        .executableTarget(
            name: "bench",
            dependencies: [
                "BatchSQL", "Flow", "Ledger", "PipelineSpec", "Readers", "RowModel", "Sink", "Transforms",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Benchmarks/Stages"
        ),

        .target(name: "TestSupport", dependencies: ["CZlib", "RowModel"] + zstd, path: "Tests/TestSupport"),
        .testTarget(name: "RowModelTests", dependencies: ["RowModel", "TestSupport"]),
        .testTarget(name: "PatternsTests", dependencies: ["Patterns", "TestSupport"]),
        .testTarget(name: "PipelineSpecTests", dependencies: ["PipelineSpec", "TestSupport"]),
        .testTarget(
            name: "ReadersTests",
            dependencies: [
                "CZlib", "Readers", "RowModel", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ] + zstd
        ),
        .testTarget(
            name: "BatchSQLTests",
            dependencies: [
                "BatchSQL", "RowModel", "TestSupport", .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .testTarget(name: "TransformsTests", dependencies: ["BatchSQL", "Transforms", "PipelineSpec", "RowModel", "TestSupport"]),
        .testTarget(
            name: "SinkTests",
            dependencies: [
                "Sink", "Ledger", "PipelineSpec", "RowModel", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["CZlib", "Ledger", "RowModel", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")] + zstd
        ),
        .testTarget(
            name: "FlowTests",
            dependencies: [
                "CZlib", "Flow", "Ledger", "PipelineSpec", "Readers", "RowModel", "Sink", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "MaintenanceTests",
            dependencies: [
                "Ledger", "Maintenance", "PipelineSpec", "RowModel", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "JobsTests", dependencies: ["Jobs", "Ledger", "PipelineSpec", "Reporting", "RowModel", "TestSupport"]),
        .testTarget(
            name: "ShardsTests",
            dependencies: [
                "CZlib", "Ledger", "PipelineSpec", "Readers", "RowModel", "Shards", "TestSupport", .product(name: "Yams", package: "Yams"),
            ]
        ),
        .testTarget(
            name: "ReportingTests",
            dependencies: [
                "Flow", "Ledger", "Reporting", "RowModel", "Sink", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(name: "ScheduleTests", dependencies: ["Jobs", "PipelineSpec", "RowModel", "Schedule", "TestSupport"]),
        .target(
            name: "Fuzzing", dependencies: ["BatchSQL", "Ledger", "PipelineSpec", "Readers", "RowModel", "TestSupport"],
            path: "Tests/Fuzzing"
        ),
        .testTarget(name: "FuzzTests", dependencies: ["Fuzzing", "TestSupport"]),
        .testTarget(name: "LibraryTests", dependencies: ["TestSupport", "Weir"]),
        .testTarget(name: "WeirTests", dependencies: ["CZlib", "TestSupport"]),
        .testTarget(name: "FaultTests", dependencies: ["TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

if hasISAL {
    package.targets.append(.systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]))
}

if hasZstd {
    package.targets.append(.systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]))
}

// `make fuzz` alone: it can't be linked without the sanitizer's runtime.
if Context.environment["WEIR_FUZZER"] != nil {
    package.targets.append(.executableTarget(name: "fuzzer", dependencies: ["Fuzzing"], path: "Tests/Fuzzer", exclude: ["build-and-run"]))
}
