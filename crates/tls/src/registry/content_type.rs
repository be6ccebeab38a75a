//! Content types of records (RFC 8446 section 5.1).

/// What a record carries (RFC 8446 section 5.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContentType {
    /// 20
    ChangeCipherSpec,
    /// 21
    Alert,
    /// 22
    Handshake,
    /// 23; with TLS 1.3 the outer type of every protected record
    ApplicationData,
    /// Any other number. OpenSSL lets it through to its dispatcher, which refuses it with
    /// "unexpected record".
    Other(u8),
}

impl From<u8> for ContentType {
    fn from(number: u8) -> Self {
        match number {
            20 => ContentType::ChangeCipherSpec,
            21 => ContentType::Alert,
            22 => ContentType::Handshake,
            23 => ContentType::ApplicationData,
            other => ContentType::Other(other),
        }
    }
}

impl From<ContentType> for u8 {
    fn from(content_type: ContentType) -> u8 {
        match content_type {
            ContentType::ChangeCipherSpec => 20,
            ContentType::Alert => 21,
            ContentType::Handshake => 22,
            ContentType::ApplicationData => 23,
            ContentType::Other(number) => number,
        }
    }
}
