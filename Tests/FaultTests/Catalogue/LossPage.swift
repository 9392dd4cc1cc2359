// The catalogue as docs/loss-catalogue.md shows it.

enum LossPage {
    /// What stands behind this line of the page is made of the cases.
    static let mark = "<!-- From here on made of the cases in Tests/FaultTests/Catalogue. -->\n"

    static var chapters: String {
        Loss.Scene.allCases.map { scene in
            let rows = Loss.all.filter { $0.scene == scene }.map { loss in
                "| \(loss.what) | \(loss.finder.rawValue) | \(loss.finder == .nothing ? loss.says : "`\(loss.says)`") |\n"
            }
            return "\n## \(scene.rawValue)\n\n| what happens | what finds it | what it says |\n|---|---|---|\n" + rows.joined()
        }.joined()
    }
}
