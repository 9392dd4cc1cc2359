// Lines that stay in one place.

import TestSupport
import Testing

@testable import Reporting

@Suite struct LiveScreenTests {
    @Test("whatever is drawn, printed and resized, the terminal shows what was printed, and the last frame below it")
    func frames() {
        var random = SeededGenerator()
        for _ in 0..<200 {
            var width = Int.random(in: 20...120, using: &random)
            var terminal = TerminalModel(width: width)
            var screen = LiveScreen()
            var printed: [String] = []
            for step in 0..<Int.random(in: 1...30, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    printed.append("line \(step)")
                    terminal.take(screen.clear(width: width) + "line \(step)\r\n")
                case 1:
                    width = Int.random(in: 20...120, using: &random)
                    terminal.resize(to: width)
                default:
                    let frame = Self.frame(below: width, step, &random)
                    terminal.take(screen.draw(frame.map { ($0, $0.count) }, width: width))
                    #expect(terminal.text == printed + frame, "WEIR_SEED=\(random.seed)")
                }
                #expect(terminal.isCursorVisible, "however the process ends")
            }
            terminal.take(screen.clear(width: width) + "end\r\n")
            #expect(terminal.text == printed + ["end"], "WEIR_SEED=\(random.seed)")
            #expect(terminal.wraps == 0 && terminal.unknown.isEmpty, "WEIR_SEED=\(random.seed)")
        }
    }

    private static func frame(below width: Int, _ step: Int, _ random: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 1...8, using: &random)).map { line in
            String(
                "\(step).\(line) \(String(repeating: "x", count: 200))".prefix(
                    Int.random(in: 3..<width, using: &random)))
        }
    }

    @Test("what was let go stays, and the next frame is drawn below it")
    func letGo() {
        var terminal = TerminalModel(width: 40)
        var screen = LiveScreen()
        terminal.take(screen.draw([("one", 3)], width: 40))
        screen.letGo()
        terminal.take("shell\r\n" + screen.draw([("two", 3)], width: 40) + screen.clear(width: 40))
        #expect(terminal.text == ["one", "shell"])
        #expect(screen.clear(width: 40).isEmpty, "there is nothing to take away")
    }
}
