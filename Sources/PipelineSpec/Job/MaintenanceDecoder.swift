// `maintenance:` → MaintenanceSpec.

struct MaintenanceDecoder {
    let values: ValueDecoder

    static let key = "maintenance"

    /// - Returns: nil if the key is not there, or nothing of it is to be done.
    func maintenance(_ parent: SpecMapping) -> MaintenanceSpec? {
        guard let mapping = values.section(parent, Self.key, keys: .maintenance) else { return nil }
        var spec = MaintenanceSpec()
        if let node = mapping["integrity_check"] {
            spec.integrityCheck = values.choice(node, mapping.label("integrity_check")) ?? .none
        }
        if let node = mapping["optimize"] {
            spec.optimizes = values.boolean(node, mapping.label("optimize")) ?? false
        }
        if let node = mapping["retention"] {
            spec.retentionDays = values.literal(
                node, mapping.label("retention"), wanted: "a time in days", RetentionLiteral.days)
        }
        spec.backup = backup(mapping)
        return spec.isEmpty ? nil : spec
    }

    private func backup(_ parent: SpecMapping) -> BackupSpec? {
        guard let node = parent["backup"],
            let mapping = values.mapping(node, parent.label("backup"), keys: .backup, at: parent.mark(of: "backup"))
        else { return nil }
        let keep = mapping["keep"].flatMap { values.integer($0, mapping.label("keep"), in: BackupSpec.keepBounds) }
        guard let folder = values.required(mapping, "folder"), let folder = values.text(folder, mapping.label("folder"))
        else { return nil }
        return BackupSpec(folder: folder.value, keep: keep ?? BackupSpec.standardKeep)
    }
}
