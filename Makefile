# Each target can be run in a fresh clone; the first step that fails ends it.

.PHONY: run test test-asan faults fuzz build man install uninstall deb test-deb bench bench-peers bench-instructions sample-data \
	libraries test-tools clean

WEIR := .build/release/weir
PRODUCT ?= weir
# Where the toolchain can link Swift's own libraries into the program, it runs on machines without Swift, and in less memory.
SWIFT_HOME := $(patsubst %/bin/,%,$(dir $(shell readlink -f "$$(command -v swift)" 2>/dev/null)))
STATIC := $(if $(wildcard $(SWIFT_HOME)/lib/swift_static/linux/libswiftCore.a),--static-swift-stdlib --disable-local-rpath)
PREFIX ?= /usr/local
DESTDIR ?=
FAULT_ROUNDS ?= 300
FUZZ_SECONDS ?= 60
TARGET ?= csv ndjson json gzip spec expression
.DELETE_ON_ERROR:
step = @printf '\n==> %s\n' '$(1)'

## Loads the sample orders, proves that none was lost, and makes a page about it.
run: build
	$(call step,$(WEIR) run pipelines/orders.yaml)
	@$(WEIR) run pipelines/orders.yaml
	$(call step,$(WEIR) verify-counts pipelines/orders.yaml)
	@$(WEIR) verify-counts pipelines/orders.yaml
	$(call step,$(WEIR) report pipelines/orders.yaml -o build/orders.html)
	@$(WEIR) report pipelines/orders.yaml -o build/orders.html

## The whole test suite; the end-to-end tests use .build/debug/weir.
test: libraries test-tools
	$(call step,swift build)
	@swift build
	$(call step,swift test --parallel)
	@.ci/test

## The tests of the modules that touch raw memory, under the address sanitizer; those that start weir start one that is under it too.
## Builds everything once more, so not in `test`. (The leak checker is off: it reports the test library's and Foundation's own globals.)
test-asan: libraries
	ASAN_OPTIONS=detect_leaks=0 WEIR_BINARY='$(CURDIR)/.build-asan/debug/weir' \
		swift test --sanitize=address --scratch-path .build-asan \
		--filter '^(RowModel|BatchSQL|Transforms|Readers|Fuzz|Ledger|Shards)Tests\.'

## Loads that are killed FAULT_ROUNDS times in each mode and format, and the other faults; in `test` they are killed 30 times.
faults: libraries
	WEIR_FAULT_ROUNDS=$(FAULT_ROUNDS) swift test --filter '^FaultTests\.'

## The readers, the spec parser and expressions under libFuzzer and the address sanitizer, one after the other: FUZZ_SECONDS=60 each,
## TARGET=csv for one. Starts from our own seeds and those of ../shared/suites; what it learns and what it finds stays in .build-fuzz.
fuzz: libraries
	@Tests/Fuzzer/build-and-run '$(FUZZ_SECONDS)' $(TARGET)

## 64 files of 10 million rows in 8 shards on Slurm, Spark, or by what the pods of Kubernetes run, with kills: `make show-slurm`.
show-%: build
	@engines/$*/test --weir $(WEIR) --files 64 --rows 10000000 --shards 8 --seconds 3600

build: libraries
	$(call step,swift build -c release --product $(PRODUCT) $(STATIC))
	@swift build -c release --product $(PRODUCT) $(STATIC)

libraries:
	@.ci/install-libraries

test-tools:
	@.ci/install-test-tools

## Manual pages and completions, into build/.
man: build/man/weir.1 build/completions/bash build/completions/zsh build/completions/fish

build/man/weir.1: $(WEIR)
	$(call step,.ci/man-pages $(WEIR) build/man)
	@.ci/man-pages $(WEIR) build/man

build/completions/%: $(WEIR)
	@mkdir -p build/completions
	@$(WEIR) --generate-completion-script $* | sed '1{/^#!/d;}' > $@

## Only what was never built is built: after `make build man` these copy files, and `sudo make install` runs no compiler as root.
$(WEIR):
	@$(MAKE) build

## Program, manual pages, completions, documents and examples, under PREFIX=/usr/local or, without root, PREFIX=$HOME/.local.
install: man
	@.ci/install '$(PREFIX)' '$(DESTDIR)'

uninstall:
	@.ci/install --remove '$(PREFIX)' '$(DESTDIR)'

## build/weir_VERSION_ARCH.deb
deb: man
	@.ci/deb

## Installs the package in a new Debian, loads the samples there, and takes it out again. Needs root and debootstrap.
test-deb:
	@.ci/test-deb

## Weir beside other loaders, and parts of it alone, into Benchmarks/RESULTS.md; see Benchmarks/README.md. Takes long, and 20 GB
## of disk; BENCH='--work csv --rows 1000000 --repeat 3' and such for a part.
bench: libraries
	@python3 Benchmarks/run.py $(BENCH)

## Instructions a row by valgrind, which are the same whatever else the machine does.
bench-instructions: libraries
	@python3 Benchmarks/run.py --work instructions

## Other loaders to compare with, into Benchmarks/work, and jq and valgrind; only what is missing is fetched.
bench-peers:
	@Benchmarks/install-peers

## Makes the sample data again, and fails if it is not what is committed.
sample-data:
	@python3 sample-data/generate.py
	@test -z "$$(git status --porcelain -- sample-data)" || \
		{ git status --short -- sample-data; echo 'error: sample-data differs from what is committed' >&2; exit 1; }

clean:
	rm -rf .build .build-asan .build-fuzz build Benchmarks/work
