// zlib as Swift sees it. inflateInit2 is a macro, which Swift can't import, so it is wrapped here.
#pragma once
#include <zlib.h>

/// inflateInit2 (zlib.h) with the version and size of the zlib this was compiled against.
static inline int weir_inflateInit2(z_streamp stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

/// deflateInit2 (zlib.h) at `level`; used by tests and by the export of rejects.
static inline int weir_deflateInit2(z_streamp stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}
