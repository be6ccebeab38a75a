//! QUIC's functions, with OpenSSL's results for TLS connections.
//!
//! | file | subject |
//! | --- | --- |
//! | `quic_object` | QUIC objects: not supported, so no object is a connection, listener or domain of QUIC |
//! | `quic_stream` | Streams of QUIC, which TLS connections do not have |
//! | `quic_tls` | The TLS handshake inside another library's QUIC: not supported |

pub(crate) mod quic_object;
pub(crate) mod quic_stream;
pub(crate) mod quic_tls;
