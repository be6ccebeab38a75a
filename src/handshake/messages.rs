//! The contents of those handshake messages that the engine reads itself. A message that is
//! malformed gives `None`: it is rustls that refuses it.

use super::extensions::{
    ALPN, CERTIFICATE_AUTHORITIES, EC_POINT_FORMATS, KEY_SHARE, SERVER_NAME, SIGNATURE_ALGORITHMS,
    SIGNATURE_ALGORITHMS_CERT, STATUS_REQUEST, SUPPORTED_VERSIONS,
};
use super::{CertificateRequest, KeyShare};
use tls::registry::extension::ExtensionType;
use tls::registry::group::NamedGroup;
use tls::registry::message::{
    HandshakeType, CERTIFICATE, CERTIFICATE_REQUEST, CERTIFICATE_STATUS, CERTIFICATE_VERIFY,
    CLIENT_HELLO, CLIENT_KEY_EXCHANGE, ENCRYPTED_EXTENSIONS, FINISHED, SERVER_HELLO,
    SERVER_HELLO_DONE, SERVER_KEY_EXCHANGE,
};
use tls::registry::scheme::SignatureScheme;
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;

/// The random by which a ServerHello is a HelloRetryRequest (RFC 8446, section 4.1.3).
pub(super) const HELLO_RETRY_REQUEST: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// The longest body that a message to a server or a client may have, where there is a limit.
pub(super) fn max_len(
    server: bool,
    kind: HandshakeType,
    max_certificate: Option<usize>,
) -> Option<usize> {
    Some(match (server, kind) {
        (true, CLIENT_HELLO) => 131_396,
        (false, SERVER_HELLO | ENCRYPTED_EXTENSIONS) => 20_000,
        (_, CERTIFICATE) | (false, CERTIFICATE_REQUEST) => return max_certificate,
        (false, SERVER_KEY_EXCHANGE) => 102_400,
        (false, SERVER_HELLO_DONE) => 0,
        (_, CERTIFICATE_VERIFY) | (false, CERTIFICATE_STATUS) => 16_384,
        (true, CLIENT_KEY_EXCHANGE) => 2_048,
        (_, FINISHED) => 64,
        _ => return None,
    })
}

/// What a ServerHello says.
pub(super) struct ServerHello<'a> {
    /// The version in force: that of supported_versions, if it is there.
    pub version: ProtocolVersion,
    pub random: [u8; 32],
    pub session_id: &'a [u8],
    pub suite: CipherSuite,
    /// The extensions' types.
    pub extensions: Vec<ExtensionType>,
    /// TLS 1.3: the group of its key_share.
    pub group: Option<NamedGroup>,
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
        version: ProtocolVersion(body.number(2)? as u16),
        random: body.take(32)?.try_into().ok()?,
        session_id: body.vector(1)?,
        suite: CipherSuite(body.number(2)? as u16),
        extensions: Vec::new(),
        group: None,
        key_share: None,
        point_formats: &[],
        protocol: None,
    };
    body.take(1)?;
    let mut extensions = Reader(body.vector(2).unwrap_or_default());
    while !extensions.0.is_empty() {
        let kind = ExtensionType(extensions.number(2)? as u16);
        let content = extensions.vector(2)?;
        let mut content = Reader(content);
        match kind {
            SUPPORTED_VERSIONS => hello.version = ProtocolVersion(content.number(2)? as u16),
            KEY_SHARE => {
                let group = NamedGroup(content.number(2)? as u16);
                hello.group = Some(group);
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
        match ExtensionType(kind as u16) {
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
            let kind = ExtensionType(extensions.number(2)? as u16);
            let content = extensions.vector(2)?;
            if kind == STATUS_REQUEST && chain.is_empty() {
                ocsp_response = status(Reader(content))?;
            }
        }
        chain.push(certificate.to_vec());
    }
    Some((chain, ocsp_response))
}

/// The server's share of the key exchange, and the scheme that it signs with: a TLS 1.2
/// ServerKeyExchange with a named curve.
pub(super) fn server_key_exchange(mut body: Reader<'_>) -> Option<(KeyShare, SignatureScheme)> {
    (body.number(1)? == 3).then_some(())?;
    let group = NamedGroup(body.number(2)? as u16);
    let key = body.vector(1)?.into();
    let scheme = SignatureScheme(body.number(2)? as u16);
    Some((KeyShare { group, key }, scheme))
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
        signature_schemes: Reader(body.vector(2)?).schemes(),
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
        let kind = ExtensionType(extensions.number(2)? as u16);
        let mut content = Reader(extensions.vector(2)?);
        match kind {
            SIGNATURE_ALGORITHMS_CERT => {
                request.certificate_schemes = Reader(content.vector(2)?).schemes();
            }
            SIGNATURE_ALGORITHMS => {
                request.signature_schemes = Reader(content.vector(2)?).schemes();
            }
            CERTIFICATE_AUTHORITIES => request.authorities = Reader(content.vector(2)?).names(),
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

    /// The rest as signature schemes.
    fn schemes(mut self) -> Vec<SignatureScheme> {
        std::iter::from_fn(|| self.number(2).map(|n| SignatureScheme(n as u16))).collect()
    }

    /// The rest as distinguished names.
    fn names(mut self) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| self.vector(2).map(<[u8]>::to_vec)).collect()
    }
}
