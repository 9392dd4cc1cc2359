// A BatchImage as a file that SQLite reads: https://sqlite.org/vfs.html. Called by SQLite only.

import GRDBSQLite

/// SQLITE_IOERR_READ, a macro that Swift does not see.
private let ioerrRead = SQLITE_IOERR | (1 << 8)

/// One open file. C's `struct { sqlite3_file base; … }`: SQLite allocates `szOsFile` bytes and hands back the base.
private struct ImageFile {
    var base: sqlite3_file
    /// Retained from xOpen to xClose, so that an image outlives every connection that has it attached.
    var image: Unmanaged<BatchImage>
}

private func image(_ file: UnsafeMutablePointer<sqlite3_file>?) -> BatchImage {
    UnsafeMutableRawPointer(file!).assumingMemoryBound(to: ImageFile.self).pointee.image.takeUnretainedValue()
}

/// A VFS that knows one file, `image`, and opens it for reading whatever it is called.
func makeImageVFS(of image: BatchImage, named name: UnsafePointer<CChar>) -> sqlite3_vfs {
    var vfs = sqlite3_vfs()
    vfs.iVersion = 1
    vfs.szOsFile = Int32(MemoryLayout<ImageFile>.size)
    vfs.mxPathname = 512
    vfs.zName = name
    vfs.pAppData = Unmanaged.passUnretained(image).toOpaque()
    vfs.xOpen = { vfs, _, file, flags, actualFlags in
        // Journals and such: nothing that is only read has one.
        guard flags & SQLITE_OPEN_MAIN_DB != 0 else { return SQLITE_CANTOPEN }
        let image = Unmanaged<BatchImage>.fromOpaque(vfs!.pointee.pAppData)
        UnsafeMutableRawPointer(file!).initializeMemory(
            as: ImageFile.self, to: ImageFile(base: sqlite3_file(pMethods: imageFileMethods), image: image.retain()))
        actualFlags?.pointee = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READONLY
        return SQLITE_OK
    }
    vfs.xAccess = { _, _, _, exists in
        exists!.pointee = 0
        return SQLITE_OK
    }
    vfs.xFullPathname = { _, name, capacity, target in
        copyName(name!, to: target!, capacity: capacity)
        return SQLITE_OK
    }
    vfs.xDelete = { _, _, _ in SQLITE_READONLY }
    return vfs
}

private func copyName(_ text: UnsafePointer<CChar>, to target: UnsafeMutablePointer<CChar>, capacity: Int32) {
    var index = 0
    while index < Int(capacity) - 1, text[index] != 0 {
        target[index] = text[index]
        index += 1
    }
    target[index] = 0
}

nonisolated(unsafe) private let imageFileMethods: UnsafePointer<sqlite3_io_methods> = {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: sqlite3_io_methods())
    methods.pointee.iVersion = 3
    methods.pointee.xClose = { file in
        UnsafeMutableRawPointer(file!).assumingMemoryBound(to: ImageFile.self).pointee.image.release()
        return SQLITE_OK
    }
    methods.pointee.xRead = { file, buffer, count, offset in
        guard let place = image(file).place(of: Int(offset), count: Int(count)) else { return ioerrRead }
        buffer!.copyMemory(from: place, byteCount: Int(count))
        return SQLITE_OK
    }
    methods.pointee.xFileSize = { file, size in
        size!.pointee = Int64(image(file).fileBytes)
        return SQLITE_OK
    }
    methods.pointee.xWrite = { _, _, _, _ in SQLITE_READONLY }
    methods.pointee.xTruncate = { _, _ in SQLITE_READONLY }
    methods.pointee.xSync = { _, _ in SQLITE_OK }
    methods.pointee.xLock = { _, _ in SQLITE_OK }
    methods.pointee.xUnlock = { _, _ in SQLITE_OK }
    methods.pointee.xCheckReservedLock = { _, isReserved in
        isReserved!.pointee = 0
        return SQLITE_OK
    }
    methods.pointee.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    methods.pointee.xSectorSize = { _ in 4096 }
    methods.pointee.xDeviceCharacteristics = { _ in 0 }
    // Pages are handed over where they are (https://sqlite.org/mmap.html).
    methods.pointee.xFetch = { file, offset, count, place in
        place!.pointee = image(file).place(of: Int(offset), count: Int(count))
        return SQLITE_OK
    }
    methods.pointee.xUnfetch = { _, _, _ in SQLITE_OK }
    return UnsafePointer(methods)
}()
