//! Known answers of the key schedules.
//!
//! | file | subject |
//! | --- | --- |
//! | `rfc8448` | the traces of RFC 8448 |
//! | `tls12` | TLS 1.0 to 1.2: NIST's vectors, Finished, exporters |
//! | `tls13` | what RFC 8448 has no example of |
//! | `transcript` | what the transcript hashes, keeps and refuses |

mod rfc8448;
mod tls12;
mod tls13;
mod transcript;

use super::Hash;
use crypto::library::Library;

/// Bytes from hexadecimal digits; white space is skipped.
fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).unwrap() as u8)
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// The function by our own code, and by libcrypto's algorithms.
fn hashes(hash: &Hash) -> [Hash; 2] {
    let library = Library::with_query(c"provider=default");
    assert!(!library.is_default());
    [hash.clone(), hash.by(&library)]
}
