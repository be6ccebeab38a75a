//! The key log: secrets in NSS's format, for tools that decrypt captured connections.

use std::ffi::CString;

use zeroize::Zeroize;

use super::Connection;

impl Connection {
    /// Gives one secret to the application's key log callback, if there is one.
    pub(crate) fn log_key(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let Some(callback) = self.context().hooks().key_log else {
            return;
        };
        let Ok(line) = CString::new(line(label, client_random, secret)) else {
            return;
        };
        // SAFETY: the application's callback; the line lives until the end of the call.
        self.outside(|| unsafe { callback(self.as_ptr(), line.as_ptr()) });
        line.into_bytes().zeroize();
    }
}

fn line(label: &str, client_random: &[u8], secret: &[u8]) -> Vec<u8> {
    let length = label.len() + 2 * (client_random.len() + secret.len()) + 2;
    // Has room for the NUL, so that no reallocation leaves a copy of the secret behind.
    let mut line = Vec::with_capacity(length + 1);
    line.extend_from_slice(label.as_bytes());
    for part in [client_random, secret] {
        line.push(b' ');
        for byte in part {
            line.extend([byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[digit as usize]));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    #[test]
    fn line_is_nss_s() {
        let line = super::line("CLIENT_RANDOM", &[0x01, 0xab], &[0xff]);
        assert_eq!(line, b"CLIENT_RANDOM 01ab ff");
    }
}
