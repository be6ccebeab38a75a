//! Known answers of the key schedules.
//!
//! | file | subject |
//! | --- | --- |
//! | `rfc8448` | the traces of RFC 8448 |
//! | `transcript` | what the transcript hashes, keeps and refuses |
//! | `vectors` | answers that no RFC has |

mod rfc8448;
mod transcript;
mod vectors;

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
