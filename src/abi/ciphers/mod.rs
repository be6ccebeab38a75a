//! Suites, groups, signature algorithms, and what security levels allow of them.
//!
//! | file | subject |
//! | --- | --- |
//! | `cipher` | SSL_CIPHER: what a cipher suite is |
//! | `cipher_list` | Cipher lists: which suites are for use, and which the peers share |
//! | `compression` | SSL_COMP: compression methods, which are not supported |
//! | `group` | The group of the key exchange |
//! | `security` | The security level |
//! | `signature` | Signature algorithms and groups of the peers |

pub(crate) mod cipher;
pub(crate) mod cipher_list;
pub(crate) mod compression;
pub(crate) mod group;
pub(crate) mod security;
pub(crate) mod signature;
