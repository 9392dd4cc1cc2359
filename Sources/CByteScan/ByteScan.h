// Which of 64 bytes are special, as a bit mask. Lives in a C header, inlined into Swift, because Swift's SIMD types have no
// "move mask" and lower a vector comparison to a loop over bytes. Called by Readers only.
//
// Every function reads exactly 64 bytes at `p`, or `count` < 64 where it takes a count. Bit i stands for p[i].
#pragma once
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// `matches`: bytes equal to one of those asked for. `odd`: not 0 if a byte is NUL or not ASCII.
typedef struct {
    uint64_t matches;
    uint64_t odd;
} weir_scan;

/// Bytes equal to `a`.
static inline uint64_t weir_match1(const uint8_t *p, uint8_t a) {
#if defined(__SSE2__)
    const __m128i va = _mm_set1_epi8((char)a);
    uint64_t m = 0;
    for (int i = 0; i < 4; i++) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
        m |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, va)) << (16 * i);
    }
    return m;
#else
    uint64_t m = 0;
    for (int i = 0; i < 64; i++) m |= (uint64_t)(p[i] == a) << i;
    return m;
#endif
}

/// Bytes equal to `a`, `b`, `c` or `d`, and whether all 64 are ASCII without NUL.
static inline weir_scan weir_scan4(const uint8_t *p, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    weir_scan s = {0, 0};
#if defined(__SSE2__)
    const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b);
    const __m128i vc = _mm_set1_epi8((char)c), vd = _mm_set1_epi8((char)d);
    const __m128i zero = _mm_setzero_si128();
    __m128i odd = zero;
    for (int i = 0; i < 4; i++) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
        const __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)),
                                         _mm_or_si128(_mm_cmpeq_epi8(v, vc), _mm_cmpeq_epi8(v, vd)));
        s.matches |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (16 * i);
        odd = _mm_or_si128(odd, _mm_or_si128(v, _mm_cmpeq_epi8(v, zero)));
    }
    s.odd = (uint64_t)(uint32_t)_mm_movemask_epi8(odd);
#else
    for (int i = 0; i < 64; i++) {
        const uint8_t v = p[i];
        s.matches |= (uint64_t)((v == a) | (v == b) | (v == c) | (v == d)) << i;
        s.odd |= (uint64_t)((v >= 0x80) | (v == 0));
    }
#endif
    return s;
}

/// As `weir_scan4`, for the last `count` < 64 bytes of a buffer. Rare, so not inlined.
static __attribute__((noinline, unused)) weir_scan weir_scan4_tail(const uint8_t *p, unsigned count, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    uint8_t padded[64];
    memset(padded, ' ', sizeof padded);
    memcpy(padded, p, count);
    weir_scan s = weir_scan4(padded, a, b, c, d);
    s.matches &= ((uint64_t)1 << count) - 1;
    return s;
}
