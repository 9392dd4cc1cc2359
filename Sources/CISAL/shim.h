// ISA-L's inflate as Swift sees it (https://github.com/intel/isa-l, include/igzip_lib.h).
#pragma once
#include <isa-l.h>
#include <isa-l/igzip_lib.h>
