import Testing

@testable import PipelineSpec

@Suite struct MaintenanceSpecTests {
    /// What a text that is the value of `maintenance:` decodes to, and what is wrong with it.
    private func decode(_ text: String) throws -> (spec: MaintenanceSpec?, faults: [String]) {
        let diagnostics = DiagnosticCollector(file: "j.yaml")
        let values = ValueDecoder(diagnostics: diagnostics)
        var composer = YAMLComposer(Array("maintenance: \(text)\n".utf8), limits: YAMLLimits(), diagnostics: diagnostics)
        let root = try #require(try composer.document())
        guard case .mapping(let entries) = root.content else { return (nil, ["no mapping"]) }
        let keys = KeySet("job", [.optional("maintenance", .section(.maintenance), "")])
        let top = SpecMapping(entries, keys: keys, path: "", at: root.mark, reportingTo: values)
        let spec = MaintenanceDecoder(values: values).maintenance(top)
        return (spec, diagnostics.diagnostics.map(\.description))
    }

    @Test("each part is decoded, and left out is not done")
    func parts() throws {
        let cases: [(String, MaintenanceSpec?)] = [
            ("", nil), ("{}", nil), ("{ integrity_check: none, optimize: false }", nil),
            ("{ integrity_check: quick }", MaintenanceSpec(integrityCheck: .quick)),
            ("{ integrity_check: full, optimize: true }", MaintenanceSpec(integrityCheck: .full, optimizes: true)),
            ("{ retention: 90d }", MaintenanceSpec(retentionDays: 90)),
            ("{ backup: { folder: ../b } }", MaintenanceSpec(backup: BackupSpec(folder: "../b", keep: 7))),
            ("{ backup: { folder: b, keep: 1 } }", MaintenanceSpec(backup: BackupSpec(folder: "b", keep: 1))),
        ]
        for (text, spec) in cases {
            let found = try decode(text)
            #expect(found.faults == [] && found.spec == spec, "\(text)")
        }
    }

    @Test("what is wrong is told with its place and what was meant")
    func wrong() throws {
        let cases = [
            ("{ integrity_check: fast }", "j.yaml:1:33: error: maintenance.integrity_check must be none, quick or full, not \"fast\""),
            ("{ optimise: true }", "j.yaml:1:16: error: unknown key \"optimise\"; did you mean \"optimize\"?"),
            ("{ retention: 90 }", "j.yaml:1:27: error: maintenance.retention must be a time in days such as 90d, not \"90\"; did you mean \"90d\"?"),
            ("{ retention: 12 weeks }", "j.yaml:1:27: error: maintenance.retention must be a time in days such as 90d, not \"12 weeks\"; did you mean \"84d\"?"),
            ("{ retention: 0d }", "j.yaml:1:27: error: maintenance.retention must be at least 1d, not \"0d\""),
            ("{ retention: 99999999999999999999d }", "j.yaml:1:27: error: maintenance.retention must be at most 36500d, not \"99999999999999999999d\""),
            ("{ backup: b }", "j.yaml:1:24: error: maintenance.backup must be a mapping, not \"b\""),
            ("{ backup: { keep: 3 } }", "j.yaml:1:16: error: missing key \"folder\" in maintenance.backup"),
            ("{ backup: { folder: b, keep: 0 } }", "j.yaml:1:43: error: maintenance.backup.keep must be a whole number from 1 to 10000, not \"0\""),
        ]
        for (text, fault) in cases {
            let found = try decode(text)
            #expect(found.faults == [fault], "\(text)")
        }
    }

    @Test("a retention is days, and what looks like one is told how to write it")
    func retention() throws {
        #expect(try MaintenanceSpec.retentionDays("1d") == 1 && MaintenanceSpec.retentionDays("36500d") == 36_500)
        for (text, suggestion) in [("90 days", "90d"), ("2y", "730d"), ("90D", "90d"), ("3h", nil), ("d", nil), ("-1d", nil), ("0", nil)] {
            let error = #expect(throws: MaintenanceSpec.NoRetention.self) { try MaintenanceSpec.retentionDays(text) }
            #expect(error?.suggestion == suggestion, "\(text)")
        }
    }
}
