// zstd's decoder as Swift sees it (https://facebook.github.io/zstd/doc/api_manual_latest.html).
#pragma once
#include <zstd.h>
#include <zstd_errors.h>
