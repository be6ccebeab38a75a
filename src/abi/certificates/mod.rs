//! Certificates and keys of our own.
//!
//! | file | subject |
//! | --- | --- |
//! | `ca_list` | Which certificate authorities we accept and the peer accepts |
//! | `certificate` | Our own certificates and private keys, from objects and buffers |
//! | `certificate_callback` | Choosing a certificate during the handshake, and server information |
//! | `certificate_compression` | Compressed certificates (RFC 8879), which are neither sent nor accepted |
//! | `certificate_file` | Our own certificates and private keys from files |
//! | `raw_public_key` | Raw public keys instead of certificates (RFC 7250): neither sent nor accepted |
//! | `tmp_dh` | Parameters of finite-field Diffie-Hellman in TLS 1.2 |

pub(crate) mod ca_list;
pub(crate) mod certificate;
pub(crate) mod certificate_callback;
pub(crate) mod certificate_compression;
pub(crate) mod certificate_file;
pub(crate) mod raw_public_key;
pub(crate) mod tmp_dh;
