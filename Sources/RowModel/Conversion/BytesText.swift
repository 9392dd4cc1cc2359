// Bytes → text: how a digest is written.

/// The encodings of RFC 4648, written in place.
public enum BytesText {
    /// Hexadecimal digits in lower case.
    /// - Parameter target: room for twice as many bytes.
    public static func writeHex(_ bytes: some Sequence<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
        var target = target
        for byte in bytes {
            target[0] = hexDigit(byte >> 4)
            target[1] = hexDigit(byte & 15)
            target += 2
        }
    }

    /// Length of the padded base64 of so many bytes.
    public static func base64Length(_ count: Int) -> Int {
        (count + 2) / 3 * 4
    }

    /// Base64 with padding.
    /// - Parameter target: room for ``base64Length(_:)`` bytes.
    public static func writeBase64(_ bytes: some Sequence<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
        var target = target
        var bits: UInt32 = 0
        var held = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            held += 1
            if held == 3 {
                write(bits, digits: 4, to: &target)
                (bits, held) = (0, 0)
            }
        }
        guard held > 0 else { return }
        write(bits << UInt32(8 * (3 - held)), digits: held + 1, to: &target)
        for _ in held..<3 {
            target[0] = UInt8(ascii: "=")
            target += 1
        }
    }

    private static func write(_ bits: UInt32, digits: Int, to target: inout UnsafeMutablePointer<UInt8>) {
        for index in 0..<digits {
            target[index] = base64Digit(UInt8(bits >> UInt32(18 - 6 * index) & 63))
        }
        target += digits
    }

    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 48 + value : 87 + value
    }

    private static func base64Digit(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: 65 + value
        case 26..<52: 71 + value
        case 52..<62: value - 4
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }
}
