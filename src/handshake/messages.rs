//! The contents of those handshake messages that the engine reads itself. A message that is
//! malformed gives `None`: it is rustls that refuses it.

use super::extensions::{ALPN, EC_POINT_FORMATS, SERVER_NAME};
use super::{CertificateRequest, KeyShare};

/// The random by which a ServerHello is a HelloRetryRequest (RFC 8446, section 4.1.3).
pub(super) const HELLO_RETRY_REQUEST: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// The longest body that a message to a server or a client may have, where there is a limit.
pub(super) fn max_len(server: bool, kind: u8, max_certificate: Option<usize>) -> Option<usize> {
    Some(match (server, kind) {
        (true, 1) => 131_396,
        (false, 2 | 8) => 20_000,
        (_, 11) | (false, 13) => return max_certificate,
        (false, 12) => 102_400,
        (false, 14) => 0,
        (_, 15) | (false, 22) => 16_384,
        (true, 16) => 2_048,
        (_, 20) => 64,
        _ => return None,
    })
}

/// What a ServerHello says.
pub(super) struct ServerHello<'a> {
    /// The version in force: that of supported_versions, if it is there.
    pub version: u16,
    pub random: [u8; 32],
    pub session_id: &'a [u8],
    pub suite: u16,
    /// The extensions' numbers.
    pub extensions: Vec<u16>,
    /// TLS 1.3: the group of its key_share, 0 without one.
    pub group: u16,
    /// TLS 1.3: the server's public key.
    pub key_share: Option<KeyShare>,
    /// TLS 1.2: ec_point_formats.
    pub point_formats: &'a [u8],
    /// TLS 1.2: the protocol that the server selected.
    pub protocol: Option<&'a [u8]>,
}

/// A ServerHello, or a HelloRetryRequest.
pub(super) fn server_hello(mut body: Reader<'_>) -> Option<ServerHello<'_>> {
    let mut hello = ServerHello {
        version: body.number(2)? as u16,
        random: body.take(32)?.try_into().ok()?,
        session_id: body.vector(1)?,
        suite: body.number(2)? as u16,
        extensions: Vec::new(),
        group: 0,
        key_share: None,
        point_formats: &[],
        protocol: None,
    };
    body.take(1)?;
    let mut extensions = Reader(body.vector(2).unwrap_or_default());
    while !extensions.0.is_empty() {
        let kind = extensions.number(2)? as u16;
        let content = extensions.vector(2)?;
        let mut content = Reader(content);
        match kind {
            43 => hello.version = content.number(2)? as u16,
            51 => {
                let group = content.number(2)? as u16;
                hello.group = group;
                // A HelloRetryRequest has the group alone.
                let key = content.vector(2);
                hello.key_share = key.map(|key| KeyShare {
                    group,
                    key: key.into(),
                });
            }
            EC_POINT_FORMATS => hello.point_formats = content.vector(1).unwrap_or_default(),
            ALPN => hello.protocol = selected_protocol(content),
            _ => {}
        }
        hello.extensions.push(kind);
    }
    Some(hello)
}

/// The one protocol that a server's answer has.
fn selected_protocol(mut content: Reader<'_>) -> Option<&[u8]> {
    Reader(content.vector(2)?).vector(1)
}

/// What EncryptedExtensions say: whether the server accepts our name, and the protocol.
pub(super) fn encrypted_extensions(mut body: Reader<'_>) -> (bool, Option<&[u8]>) {
    let mut extensions = Reader(body.vector(2).unwrap_or_default());
    let (mut name_accepted, mut protocol) = (false, None);
    while let (Some(kind), Some(content)) = (extensions.number(2), extensions.vector(2)) {
        match kind as u16 {
            SERVER_NAME => name_accepted = true,
            ALPN => protocol = selected_protocol(Reader(content)),
            _ => {}
        }
    }
    (name_accepted, protocol)
}

/// The chain of a TLS 1.2 Certificate.
pub(super) fn certificate_tls12(mut body: Reader<'_>) -> Option<Vec<Vec<u8>>> {
    let mut list = Reader(body.vector(3)?);
    let mut chain = Vec::new();
    while !list.0.is_empty() {
        chain.push(list.vector(3)?.to_vec());
    }
    Some(chain)
}

/// The chain of a TLS 1.3 Certificate, and the OCSP response stapled to the first.
pub(super) fn certificate_tls13(mut body: Reader<'_>) -> Option<(Vec<Vec<u8>>, Vec<u8>)> {
    body.vector(1)?;
    let mut list = Reader(body.vector(3)?);
    let (mut chain, mut ocsp_response) = (Vec::new(), Vec::new());
    while !list.0.is_empty() {
        let certificate = list.vector(3)?;
        let mut extensions = Reader(list.vector(2)?);
        while !extensions.0.is_empty() {
            let kind = extensions.number(2)?;
            let content = extensions.vector(2)?;
            if kind == 5 && chain.is_empty() {
                ocsp_response = status(Reader(content))?;
            }
        }
        chain.push(certificate.to_vec());
    }
    Some((chain, ocsp_response))
}

/// The server's share of the key exchange, and the scheme that it signs with: a TLS 1.2
/// ServerKeyExchange with a named curve.
pub(super) fn server_key_exchange(mut body: Reader<'_>) -> Option<(KeyShare, u16)> {
    (body.number(1)? == 3).then_some(())?;
    let group = body.number(2)? as u16;
    let key = body.vector(1)?.into();
    Some((KeyShare { group, key }, body.number(2)? as u16))
}

/// The OCSP response in a CertificateStatus.
pub(super) fn status(mut body: Reader<'_>) -> Option<Vec<u8>> {
    (body.number(1)? == 1).then_some(())?;
    body.vector(3).map(<[u8]>::to_vec)
}

/// Ticket and lifetime of a TLS 1.2 NewSessionTicket.
pub(super) fn new_session_ticket(mut body: Reader<'_>) -> Option<(Vec<u8>, u32)> {
    let lifetime = body.number(4)? as u32;
    let ticket = body.vector(2)?;
    (!ticket.is_empty()).then(|| (ticket.to_vec(), lifetime))
}

/// A TLS 1.2 CertificateRequest.
pub(super) fn request_tls12(mut body: Reader<'_>) -> Option<CertificateRequest> {
    Some(CertificateRequest {
        certificate_types: body.vector(1)?.to_vec(),
        signature_schemes: Reader(body.vector(2)?).numbers(),
        authorities: Reader(body.vector(2)?).names(),
        certificate_schemes: Vec::new(),
    })
}

/// A TLS 1.3 CertificateRequest.
pub(super) fn request_tls13(mut body: Reader<'_>) -> Option<CertificateRequest> {
    body.vector(1)?;
    let mut extensions = Reader(body.vector(2)?);
    let mut request = CertificateRequest::default();
    while !extensions.0.is_empty() {
        let kind = extensions.number(2)?;
        let mut content = Reader(extensions.vector(2)?);
        match kind {
            50 => request.certificate_schemes = Reader(content.vector(2)?).numbers(),
            13 => request.signature_schemes = Reader(content.vector(2)?).numbers(),
            47 => request.authorities = Reader(content.vector(2)?).names(),
            _ => {}
        }
    }
    Some(request)
}

/// A length, or another big-endian number.
pub(super) fn length(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b))
}

/// The rest of a message.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn number(&mut self, width: usize) -> Option<usize> {
        self.take(width).map(length)
    }

    /// A vector with a length of `width` bytes before it.
    pub fn vector(&mut self, width: usize) -> Option<&'a [u8]> {
        let len = self.number(width)?;
        self.take(len)
    }

    /// A number that the whole rest is.
    pub fn whole_number(mut self, width: usize) -> Option<usize> {
        let number = self.number(width)?;
        self.0.is_empty().then_some(number)
    }

    /// A vector that the whole rest is.
    pub fn whole_vector(mut self, width: usize) -> Option<&'a [u8]> {
        let content = self.vector(width)?;
        self.0.is_empty().then_some(content)
    }

    /// The rest as 16-bit numbers.
    fn numbers(mut self) -> Vec<u16> {
        std::iter::from_fn(|| self.number(2).map(|n| n as u16)).collect()
    }

    /// The rest as distinguished names.
    fn names(mut self) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| self.vector(2).map(<[u8]>::to_vec)).collect()
    }
}
