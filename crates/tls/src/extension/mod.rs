//! Extensions: a row of the table and a file each.
//!
//! | file | subject |
//! | --- | --- |
//! | `table` | the rows, and the functions that a row has |
//! | `collect` | the extensions of a message: found and checked, read in the table's order, written |
//! | `custom` | extensions that a program has added |
//! | `alpn` | application_layer_protocol_negotiation (RFC 7301) |
//! | `certificate_authorities` | certificate_authorities (RFC 8446 section 4.2.4) |
//! | `cookie` | cookie (RFC 8446 section 4.2.2) |
//! | `cryptopro` | a fixed extension for clients of CryptoPro's, which must see it (`SSL_OP_CRYPTOPRO_TLSEXT_BUG`) |
//! | `early_data` | early_data (RFC 8446 section 4.2.10) |
//! | `encrypt_then_mac` | encrypt_then_mac (RFC 7366) |
//! | `extended_master_secret` | extended_master_secret (RFC 7627) |
//! | `fragment_length` | max_fragment_length (RFC 6066 section 4) |
//! | `key_share` | key_share (RFC 8446 section 4.2.8) |
//! | `npn` | next_protocol_negotiation, the elder sister of ALPN |
//! | `padding` | padding of a ClientHello (RFC 7685) |
//! | `point_formats` | ec_point_formats (RFC 8422 section 5.1.2) |
//! | `post_handshake_auth` | post_handshake_auth (RFC 8446 section 4.2.6) |
//! | `psk` | pre_shared_key (RFC 8446 section 4.2.11) |
//! | `psk_kex_modes` | psk_key_exchange_modes (RFC 8446 section 4.2.9) |
//! | `renegotiation` | renegotiation_info (RFC 5746) |
//! | `sct` | signed_certificate_timestamp (RFC 6962) |
//! | `server_name` | server_name (RFC 6066 section 3) |
//! | `session_ticket` | session_ticket (RFC 5077) |
//! | `signature_algorithms` | signature_algorithms (RFC 8446 section 4.2.3) |
//! | `signature_algorithms_cert` | signature_algorithms_cert (RFC 8446 section 4.2.3) |
//! | `srp` | srp (RFC 5054) |
//! | `status_request` | status_request (RFC 6066 section 8, RFC 8446 section 4.4.2.1) |
//! | `supported_groups` | supported_groups (RFC 8446 section 4.2.7) |
//! | `supported_versions` | supported_versions (RFC 8446 section 4.2.1) |
//! | `use_srtp` | use_srtp (RFC 5764) |

mod collect;
mod custom;
mod table;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) mod alpn;
pub(crate) mod certificate_authorities;
mod cookie;
mod cryptopro;
mod early_data;
mod encrypt_then_mac;
mod extended_master_secret;
mod fragment_length;
mod key_share;
mod npn;
mod padding;
mod point_formats;
mod post_handshake_auth;
mod psk;
mod psk_kex_modes;
mod renegotiation;
mod sct;
mod server_name;
mod session_ticket;
mod signature_algorithms;
mod signature_algorithms_cert;
mod srp;
mod status_request;
mod supported_groups;
mod supported_versions;
mod use_srtp;

pub(crate) use collect::Collected;
pub(crate) use table::{Context, Name, Place};

/// Which extensions of a handshake were sent, and which of the program's own were sent and received
/// (`SSL_EXT_FLAG_*`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    /// A bit for each row of the table.
    pub sent: u32,
    custom_sent: Vec<custom::Id>,
    custom_received: Vec<custom::Id>,
}
