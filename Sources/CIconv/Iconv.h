// iconv(3): part of the C library on Linux, a library of its own on macOS.
#pragma once
#include <errno.h>
#include <iconv.h>

/// What iconv_open (https://man7.org/linux/man-pages/man3/iconv_open.3.html) gives for what it does not know.
static inline _Bool weir_iconv_is_open(iconv_t conversion) {
    return conversion != (iconv_t)-1;
}

/// iconv (https://man7.org/linux/man-pages/man3/iconv.3.html).
/// Returns 0 once all input is used, else errno: EILSEQ at what can't be decoded, EINVAL at what is cut off, E2BIG where the
/// output is full.
static inline int weir_iconv(iconv_t conversion, char **input, size_t *input_left, char **output, size_t *output_left) {
    return iconv(conversion, input, input_left, output, output_left) == (size_t)-1 ? errno : 0;
}
