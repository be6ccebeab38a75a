//! What OpenSSL answers about QUIC where a connection is TLS.
//!
//! | file | subject |
//! | --- | --- |
//! | `quic_object` | QUIC, which is not spoken: no object is a connection, listener or domain of QUIC |
//! | `quic_stream` | Streams of QUIC, which TLS connections do not have |
//! | `quic_tls` | The TLS handshake inside somebody else's QUIC, which is not supported |

pub(crate) mod quic_object;
pub(crate) mod quic_stream;
pub(crate) mod quic_tls;
