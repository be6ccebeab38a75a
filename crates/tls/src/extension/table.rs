//! The table of extensions (`ext_defs`): where each may stand, and what is done with it.

use super::*;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::Handshake;
use crate::registry::alert;
use crate::registry::extension::{self, ExtensionType};

/// Messages that have extensions, and rules for an extension, as a set (`SSL_EXT_*`, whose numbers programs
/// use for extensions of their own).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Context(u32);

impl Context {
    /// The extension is of TLS alone.
    pub const TLS_ONLY: Context = Context(1);
    /// The extension is of DTLS alone.
    pub const DTLS_ONLY: Context = Context(1 << 1);
    /// DTLS could have the extension, but not OpenSSL's.
    pub const TLS_IMPLEMENTATION_ONLY: Context = Context(1 << 2);
    pub const SSL3_ALLOWED: Context = Context(1 << 3);
    pub const TLS12_AND_BELOW_ONLY: Context = Context(1 << 4);
    pub const TLS13_ONLY: Context = Context(1 << 5);
    /// The extension means nothing when a session is resumed.
    pub const IGNORE_ON_RESUMPTION: Context = Context(1 << 6);
    pub const CLIENT_HELLO: Context = Context(1 << 7);
    /// The ServerHello of TLS 1.2 and older.
    pub const SERVER_HELLO_TLS12: Context = Context(1 << 8);
    pub const SERVER_HELLO_TLS13: Context = Context(1 << 9);
    pub const ENCRYPTED_EXTENSIONS: Context = Context(1 << 10);
    pub const HELLO_RETRY_REQUEST: Context = Context(1 << 11);
    pub const CERTIFICATE: Context = Context(1 << 12);
    pub const NEW_SESSION_TICKET: Context = Context(1 << 13);
    pub const CERTIFICATE_REQUEST: Context = Context(1 << 14);

    /// A ServerHello whose version is not known yet.
    pub const SERVER_HELLO: Context =
        Context::union(&[Context::SERVER_HELLO_TLS12, Context::SERVER_HELLO_TLS13]);

    /// All of them.
    pub const fn union(parts: &[Context]) -> Context {
        let mut all = 0;
        let mut index = 0;
        while index < parts.len() {
            all |= parts[index].0;
            index += 1;
        }
        Context(all)
    }

    /// The bits of `SSL_EXT_*`.
    pub const fn bits(self) -> u32 {
        self.0
    }

    pub const fn from_bits(bits: u32) -> Context {
        Context(bits)
    }

    /// Whether the two have something in common.
    pub const fn meets(self, other: Context) -> bool {
        self.0 & other.0 != 0
    }
}

/// Where an extension stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    /// The message.
    pub context: Context,
    /// In a Certificate: the index of the certificate to which the extension belongs. Otherwise 0.
    pub chain: usize,
}

impl Place {
    /// A message that has one block of extensions.
    pub const fn of(context: Context) -> Place {
        Place { context, chain: 0 }
    }
}

/// Whether an extension was written (`EXT_RETURN_SENT`, `EXT_RETURN_NOT_SENT`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sent {
    Yes,
    No,
}

/// Makes ready for an extension, whether it stands in the message or not.
pub(super) type Start = fn(&mut Handshake, &dyn Link, Context) -> Result<(), Fatal>;

/// Reads an extension's content.
pub(super) type Parse = fn(&mut Handshake, &dyn Link, &[u8], Place) -> Result<(), Fatal>;

/// Writes an extension with its type, or leaves it out.
pub(super) type Construct =
    fn(&mut Handshake, &dyn Link, &mut Writer, Place) -> Result<Sent, Fatal>;

/// Draws the conclusions when all extensions of a message were read; the flag: this one was there.
pub(super) type End = fn(&mut Handshake, &dyn Link, Context, bool) -> Result<(), Fatal>;

/// A row of the table.
pub(super) struct Row {
    pub name: Name,
    pub extension_type: ExtensionType,
    pub allowed: Context,
    pub start: Option<Start>,
    /// A server reads what a client has sent (`parse_ctos`).
    pub from_client: Option<Parse>,
    /// A client reads what a server has sent (`parse_stoc`).
    pub from_server: Option<Parse>,
    /// A server writes (`construct_stoc`).
    pub to_client: Option<Construct>,
    /// A client writes (`construct_ctos`).
    pub to_server: Option<Construct>,
    pub end: Option<End>,
}

/// An extension whose content cannot be read: what most parsers say.
pub(super) const MALFORMED: Fatal = Fatal::new(alert::DECODE_ERROR, Reason::BAD_EXTENSION);

/// Nothing is done with the extension.
const EMPTY: Row = Row {
    name: Name::Renegotiation,
    extension_type: extension::RENEGOTIATION_INFO,
    allowed: Context(0),
    start: None,
    from_client: None,
    from_server: None,
    to_client: None,
    to_server: None,
    end: None,
};

/// The extensions, in the order in which they are read and written (`TLSEXT_IDX_*`).
#[allow(clippy::enum_variant_names)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Name {
    Renegotiation,
    ServerName,
    FragmentLength,
    Srp,
    PointFormats,
    SupportedGroups,
    SessionTicket,
    StatusRequest,
    NextProtocol,
    Alpn,
    UseSrtp,
    EncryptThenMac,
    Sct,
    ExtendedMasterSecret,
    SignatureAlgorithmsCert,
    PostHandshakeAuth,
    SignatureAlgorithms,
    SupportedVersions,
    PskKexModes,
    KeyShare,
    Cookie,
    Cryptopro,
    EarlyData,
    CertificateAuthorities,
    Padding,
    Psk,
}

impl Name {
    /// The index of the row.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The row's bit in a set of extensions.
    pub const fn bit(self) -> u32 {
        1 << self.index()
    }

    /// The name of a type; `None` if the table does not have it.
    pub fn of(extension_type: ExtensionType) -> Option<Name> {
        let row = TABLE
            .iter()
            .find(|row| row.extension_type == extension_type);
        row.map(|row| row.name)
    }
}

/// How many extensions there are.
pub(crate) const COUNT: usize = TABLE.len();

/// Server name comes before ALPN, which depends on it; groups before key shares, which come before the cookie;
/// padding directly before pre_shared_key, which is the last.
pub(super) const TABLE: &[Row] = &[
    Row {
        name: Name::Renegotiation,
        extension_type: extension::RENEGOTIATION_INFO,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::SSL3_ALLOWED,
            Context::TLS12_AND_BELOW_ONLY,
        ]),
        from_client: Some(renegotiation::from_client),
        from_server: Some(renegotiation::from_server),
        to_client: Some(renegotiation::to_client),
        to_server: Some(renegotiation::to_server),
        end: Some(renegotiation::end),
        ..EMPTY
    },
    Row {
        name: Name::ServerName,
        extension_type: extension::SERVER_NAME,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::ENCRYPTED_EXTENSIONS,
        ]),
        start: Some(server_name::start),
        from_client: Some(server_name::from_client),
        from_server: Some(server_name::from_server),
        to_client: Some(server_name::to_client),
        to_server: Some(server_name::to_server),
        end: Some(server_name::end),
    },
    Row {
        name: Name::FragmentLength,
        extension_type: extension::MAX_FRAGMENT_LENGTH,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::ENCRYPTED_EXTENSIONS,
        ]),
        from_client: Some(fragment_length::from_client),
        from_server: Some(fragment_length::from_server),
        to_client: Some(fragment_length::to_client),
        to_server: Some(fragment_length::to_server),
        end: Some(fragment_length::end),
        ..EMPTY
    },
    Row {
        name: Name::Srp,
        extension_type: extension::SRP,
        allowed: Context::union(&[Context::CLIENT_HELLO, Context::TLS12_AND_BELOW_ONLY]),
        start: Some(srp::start),
        from_client: Some(srp::from_client),
        to_server: Some(srp::to_server),
        ..EMPTY
    },
    Row {
        name: Name::PointFormats,
        extension_type: extension::EC_POINT_FORMATS,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::TLS12_AND_BELOW_ONLY,
        ]),
        start: Some(point_formats::start),
        from_client: Some(point_formats::from_client),
        from_server: Some(point_formats::from_server),
        to_client: Some(point_formats::to_client),
        to_server: Some(point_formats::to_server),
        end: Some(point_formats::end),
    },
    Row {
        name: Name::SupportedGroups,
        extension_type: extension::SUPPORTED_GROUPS,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::ENCRYPTED_EXTENSIONS,
            Context::SERVER_HELLO_TLS12,
        ]),
        from_client: Some(supported_groups::from_client),
        to_client: Some(supported_groups::to_client),
        to_server: Some(supported_groups::to_server),
        ..EMPTY
    },
    Row {
        name: Name::SessionTicket,
        extension_type: extension::SESSION_TICKET,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::TLS12_AND_BELOW_ONLY,
        ]),
        start: Some(session_ticket::start),
        from_client: Some(session_ticket::from_client),
        from_server: Some(session_ticket::from_server),
        to_client: Some(session_ticket::to_client),
        to_server: Some(session_ticket::to_server),
        ..EMPTY
    },
    Row {
        name: Name::StatusRequest,
        extension_type: extension::STATUS_REQUEST,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::CERTIFICATE,
            Context::CERTIFICATE_REQUEST,
        ]),
        start: Some(status_request::start),
        from_client: Some(status_request::from_client),
        from_server: Some(status_request::from_server),
        to_client: Some(status_request::to_client),
        to_server: Some(status_request::to_server),
        ..EMPTY
    },
    Row {
        name: Name::NextProtocol,
        extension_type: extension::NEXT_PROTOCOL_NEGOTIATION,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::TLS12_AND_BELOW_ONLY,
        ]),
        start: Some(npn::start),
        from_client: Some(npn::from_client),
        from_server: Some(npn::from_server),
        to_client: Some(npn::to_client),
        to_server: Some(npn::to_server),
        ..EMPTY
    },
    Row {
        name: Name::Alpn,
        extension_type: extension::APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::ENCRYPTED_EXTENSIONS,
        ]),
        start: Some(alpn::start),
        from_client: Some(alpn::from_client),
        from_server: Some(alpn::from_server),
        to_client: Some(alpn::to_client),
        to_server: Some(alpn::to_server),
        end: Some(alpn::end),
    },
    Row {
        name: Name::UseSrtp,
        extension_type: extension::USE_SRTP,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::ENCRYPTED_EXTENSIONS,
            Context::DTLS_ONLY,
        ]),
        start: Some(use_srtp::start),
        from_client: Some(use_srtp::from_client),
        from_server: Some(use_srtp::from_server),
        to_client: Some(use_srtp::to_client),
        to_server: Some(use_srtp::to_server),
        ..EMPTY
    },
    Row {
        name: Name::EncryptThenMac,
        extension_type: extension::ENCRYPT_THEN_MAC,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::TLS12_AND_BELOW_ONLY,
        ]),
        start: Some(encrypt_then_mac::start),
        from_client: Some(encrypt_then_mac::from_client),
        from_server: Some(encrypt_then_mac::from_server),
        to_client: Some(encrypt_then_mac::to_client),
        to_server: Some(encrypt_then_mac::to_server),
        ..EMPTY
    },
    Row {
        name: Name::Sct,
        extension_type: extension::SIGNED_CERTIFICATE_TIMESTAMP,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::CERTIFICATE,
            Context::CERTIFICATE_REQUEST,
        ]),
        from_server: Some(sct::from_server),
        to_server: Some(sct::to_server),
        ..EMPTY
    },
    Row {
        name: Name::ExtendedMasterSecret,
        extension_type: extension::EXTENDED_MASTER_SECRET,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::TLS12_AND_BELOW_ONLY,
        ]),
        start: Some(extended_master_secret::start),
        from_client: Some(extended_master_secret::from_client),
        from_server: Some(extended_master_secret::from_server),
        to_client: Some(extended_master_secret::to_client),
        to_server: Some(extended_master_secret::to_server),
        end: Some(extended_master_secret::end),
    },
    Row {
        name: Name::SignatureAlgorithmsCert,
        extension_type: extension::SIGNATURE_ALGORITHMS_CERT,
        allowed: Context::union(&[Context::CLIENT_HELLO, Context::CERTIFICATE_REQUEST]),
        start: Some(signature_algorithms_cert::start),
        from_client: Some(signature_algorithms_cert::parse),
        from_server: Some(signature_algorithms_cert::parse),
        ..EMPTY
    },
    Row {
        name: Name::PostHandshakeAuth,
        extension_type: extension::POST_HANDSHAKE_AUTH,
        allowed: Context::union(&[Context::CLIENT_HELLO, Context::TLS13_ONLY]),
        start: Some(post_handshake_auth::start),
        from_client: Some(post_handshake_auth::from_client),
        to_server: Some(post_handshake_auth::to_server),
        ..EMPTY
    },
    Row {
        name: Name::SignatureAlgorithms,
        extension_type: extension::SIGNATURE_ALGORITHMS,
        allowed: Context::union(&[Context::CLIENT_HELLO, Context::CERTIFICATE_REQUEST]),
        start: Some(signature_algorithms::start),
        from_client: Some(signature_algorithms::parse),
        from_server: Some(signature_algorithms::parse),
        to_client: Some(signature_algorithms::construct),
        to_server: Some(signature_algorithms::construct),
        end: Some(signature_algorithms::end),
    },
    Row {
        name: Name::SupportedVersions,
        extension_type: extension::SUPPORTED_VERSIONS,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS13,
            Context::HELLO_RETRY_REQUEST,
            Context::TLS_IMPLEMENTATION_ONLY,
        ]),
        from_server: Some(supported_versions::from_server),
        to_client: Some(supported_versions::to_client),
        to_server: Some(supported_versions::to_server),
        ..EMPTY
    },
    Row {
        name: Name::PskKexModes,
        extension_type: extension::PSK_KEY_EXCHANGE_MODES,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::TLS_IMPLEMENTATION_ONLY,
            Context::TLS13_ONLY,
        ]),
        start: Some(psk_kex_modes::start),
        from_client: Some(psk_kex_modes::from_client),
        to_server: Some(psk_kex_modes::to_server),
        ..EMPTY
    },
    Row {
        name: Name::KeyShare,
        extension_type: extension::KEY_SHARE,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS13,
            Context::HELLO_RETRY_REQUEST,
            Context::TLS_IMPLEMENTATION_ONLY,
            Context::TLS13_ONLY,
        ]),
        from_client: Some(key_share::from_client),
        from_server: Some(key_share::from_server),
        to_client: Some(key_share::to_client),
        to_server: Some(key_share::to_server),
        end: Some(key_share::end),
        ..EMPTY
    },
    Row {
        name: Name::Cookie,
        extension_type: extension::COOKIE,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::HELLO_RETRY_REQUEST,
            Context::TLS_IMPLEMENTATION_ONLY,
            Context::TLS13_ONLY,
        ]),
        from_client: Some(cookie::from_client),
        from_server: Some(cookie::from_server),
        to_client: Some(cookie::to_client),
        to_server: Some(cookie::to_server),
        ..EMPTY
    },
    Row {
        name: Name::Cryptopro,
        extension_type: extension::CRYPTOPRO,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS12,
            Context::TLS12_AND_BELOW_ONLY,
        ]),
        to_client: Some(cryptopro::to_client),
        ..EMPTY
    },
    Row {
        name: Name::EarlyData,
        extension_type: extension::EARLY_DATA,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::ENCRYPTED_EXTENSIONS,
            Context::NEW_SESSION_TICKET,
            Context::TLS13_ONLY,
        ]),
        from_client: Some(early_data::from_client),
        from_server: Some(early_data::from_server),
        to_client: Some(early_data::to_client),
        to_server: Some(early_data::to_server),
        end: Some(early_data::end),
        ..EMPTY
    },
    Row {
        name: Name::CertificateAuthorities,
        extension_type: extension::CERTIFICATE_AUTHORITIES,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::CERTIFICATE_REQUEST,
            Context::TLS13_ONLY,
        ]),
        start: Some(certificate_authorities::start),
        from_client: Some(certificate_authorities::parse),
        from_server: Some(certificate_authorities::parse),
        to_client: Some(certificate_authorities::construct),
        to_server: Some(certificate_authorities::construct),
        ..EMPTY
    },
    Row {
        name: Name::Padding,
        extension_type: extension::PADDING,
        allowed: Context::union(&[Context::CLIENT_HELLO]),
        to_server: Some(padding::to_server),
        ..EMPTY
    },
    Row {
        name: Name::Psk,
        extension_type: extension::PRE_SHARED_KEY,
        allowed: Context::union(&[
            Context::CLIENT_HELLO,
            Context::SERVER_HELLO_TLS13,
            Context::TLS_IMPLEMENTATION_ONLY,
            Context::TLS13_ONLY,
        ]),
        from_client: Some(psk::from_client),
        from_server: Some(psk::from_server),
        to_client: Some(psk::to_client),
        to_server: Some(psk::to_server),
        end: Some(psk::end),
        ..EMPTY
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// `ext_defs` of OpenSSL 3.0: the type, `SSL_EXT_*`, and which functions a row has: `i`nit, `c`tos and
    /// `s`toc parsers, `S`toc and `C`tos constructors, `f`inal.
    #[rustfmt::skip]
    const EXT_DEFS: [(u16, u32, &str); 26] = [
        (0xff01, 0x0198, "-csSCf"),
        (0x0000, 0x0580, "icsSCf"),
        (0x0001, 0x0580, "-csSCf"),
        (0x000c, 0x0090, "ic--C-"),
        (0x000b, 0x0190, "icsSCf"),
        (0x000a, 0x0580, "-c-SC-"),
        (0x0023, 0x0190, "icsSC-"),
        (0x0005, 0x5180, "icsSC-"),
        (0x3374, 0x0190, "icsSC-"),
        (0x0010, 0x0580, "icsSCf"),
        (0x000e, 0x0582, "icsSC-"),
        (0x0016, 0x0190, "icsSC-"),
        (0x0012, 0x5180, "--s-C-"),
        (0x0017, 0x0190, "icsSCf"),
        (0x0032, 0x4080, "ics---"),
        (0x0031, 0x00a0, "ic--C-"),
        (0x000d, 0x4080, "icsSCf"),
        (0x002b, 0x0a84, "--sSC-"),
        (0x002d, 0x00a4, "ic--C-"),
        (0x0033, 0x0aa4, "-csSCf"),
        (0x002c, 0x08a4, "-csSC-"),
        (0xfde8, 0x0190, "---S--"),
        (0x002a, 0x24a0, "-csSCf"),
        (0x002f, 0x40a0, "icsSC-"),
        (0x0015, 0x0080, "----C-"),
        (0x0029, 0x02a4, "-csSCf"),
    ];

    #[test]
    fn the_table_is_openssls() {
        assert_eq!(COUNT, EXT_DEFS.len());
        for (index, (row, (number, context, functions))) in TABLE.iter().zip(EXT_DEFS).enumerate() {
            assert_eq!(row.name.index(), index);
            assert_eq!(row.extension_type.0, number, "{:?}", row.name);
            assert_eq!(row.allowed.0, context, "{:?}", row.name);
            let has = [
                row.start.is_some(),
                row.from_client.is_some(),
                row.from_server.is_some(),
                row.to_client.is_some(),
                row.to_server.is_some(),
                row.end.is_some(),
            ];
            let expected: Vec<bool> = functions.chars().map(|function| function != '-').collect();
            assert_eq!(has[..], expected, "{:?}", row.name);
            assert_eq!(Name::of(row.extension_type), Some(row.name));
        }
    }
}
