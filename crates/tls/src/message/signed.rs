//! A signature with its scheme, as CertificateVerify and ServerKeyExchange end (RFC 5246 section 4.7).

use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::scheme::SignatureScheme;

/// A signature, of which only the scheme was read.
#[derive(Clone, Debug)]
pub struct Signed<'a> {
    /// `None` before TLS 1.2, where the key decides.
    pub scheme: Option<SignatureScheme>,
    rest: Reader<'a>,
}

impl<'a> Signed<'a> {
    /// `uses_sigalgs`: the version has signature schemes (SSL_USE_SIGALGS). `too_short` is the reason if the
    /// scheme is cut off.
    pub(crate) fn read(
        mut r: Reader<'a>,
        uses_sigalgs: bool,
        too_short: Reason,
    ) -> Result<Signed<'a>, Fatal> {
        let scheme = match uses_sigalgs {
            true => {
                let scheme = r.u16().or_fatal(alert::DECODE_ERROR, too_short)?;
                Some(SignatureScheme(scheme))
            }
            false => None,
        };
        Ok(Signed { scheme, rest: r })
    }

    /// The signature. Check first whether the scheme is allowed: OpenSSL does so before it reads on.
    pub fn signature(&self) -> Result<&'a [u8], Fatal> {
        let mut r = self.rest.clone();
        let signature = r
            .vec16()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        super::end(&r)?;
        Ok(signature)
    }
}

/// Writes a signature behind its scheme, which is `None` before TLS 1.2.
pub fn write(w: &mut Writer, scheme: Option<SignatureScheme>, signature: &[u8]) {
    if let Some(scheme) = scheme {
        w.u16(scheme.0);
    }
    w.vec16(|w| w.bytes(signature));
}
