// Reading a spec file: bounded, and with a plain reason where it can't be.

import Foundation

enum SpecFile {
    /// The bytes of the file, at most `limit` and one more, which tells that it is longer.
    static func bytes(ofFileAt path: String, limit: Int) throws(SpecError) -> [UInt8] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .unreadable(path: path, reason: "no such spec file")
        }
        guard !isFolder.boolValue else {
            throw .unreadable(path: path, reason: "is a folder, not a spec file")
        }
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            // A pipe gives less than was asked for; a device such as /dev/zero gives for ever.
            var bytes: [UInt8] = []
            while bytes.count <= limit, let part = try file.read(upToCount: limit + 1 - bytes.count), !part.isEmpty {
                bytes += part
            }
            return bytes
        } catch {
            throw .unreadable(path: path, reason: reason(error))
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoPermission: "may not be read (permission denied)"
        case .fileNoSuchFile, .fileReadNoSuchFile: "no such spec file"
        default: "can't be read: \(error.localizedDescription)"
        }
    }
}
