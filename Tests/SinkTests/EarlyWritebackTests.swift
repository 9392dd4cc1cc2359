#if os(Linux)
    import PipelineSpec
    import TestSupport
    import Testing

    @testable import Sink

    @Suite struct EarlyWritebackTests {
        @Test("writes one behind the other begin every full window once, in order, and nothing else")
        func windows() {
            var random = SeededGenerator()
            for _ in 0..<100 {
                var written = 0
                var begun = 0
                while written < 4 << 20 {
                    let count = Int.random(in: 1...(1 << Int.random(in: 1...20, using: &random)), using: &random)
                    if let windows = EarlyWriteback.windows(endingWithin: written..<written + count) {
                        #expect(windows.lowerBound == begun)
                        begun = windows.upperBound
                    }
                    written += count
                    #expect(begun <= written && written - begun < 256 << 10)
                }
            }
        }

        @Test("SQLite's writes go by it, and the table holds what it does without it")
        func sameFile() throws {
            try #require(EarlyWriteback.original != nil)
            let tables = try [SinkSpec.Durability.off, .full].map { durability in
                var bench = try SinkBench()
                bench.spec.durability = durability
                try bench.load((1...40_000).map { [.integer($0), .text("row \($0)")] })
                return try bench.seen("SELECT * FROM t ORDER BY rowid")
            }
            #expect(tables[0].count == 40_000 && tables[0] == tables[1])
        }
    }
#endif
