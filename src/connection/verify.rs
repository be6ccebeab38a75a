//! Verifies the peer's certificate chain with libcrypto and the application's parameters. See
//! SSL_CTX_set_verify(3).

use libc::{c_int, c_long};

use super::state::{Role, Want};
use super::Connection;
use crate::constants::SSL_VERIFY_NONE;
use crate::context::Context;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert::{self, AlertDescription};
use crate::session::peer::PeerCertificates;
use crate::sys::err;
use crate::sys::ex_data::store_context_index;
use crate::sys::store::Store;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;
use crate::sys::x509_store_ctx::StoreContext;

impl Connection {
    /// Verifies the peer's chain (DER, the leaf first) and records the result. If the chain is not accepted, a
    /// client fails only if the verify mode demands it, a server always, because it requested the certificate.
    ///
    /// `again`: an earlier verification of this chain was suspended.
    pub(crate) fn verify_peer_chain(&self, chain: &[Vec<u8>], again: bool) -> Result<(), Fatal> {
        let server = self.role() == Role::Server;
        let malformed = Fatal::new(
            if server {
                alert::DECODE_ERROR
            } else {
                alert::BAD_CERTIFICATE
            },
            Reason::ERR_R_ASN1_LIB,
        );
        let again = again && self.session_peer().to_der() == chain;
        let der = chain.iter().map(Vec::as_slice);
        let chain = match again {
            true => self.session_peer(),
            false => self
                .outside(|| PeerCertificates::from_chain(&self.library(), der, server))
                .ok_or(malformed)?,
        };
        // A client's callbacks see the chain during the verification.
        if !server && !again {
            self.set_peer(chain.clone());
        }
        let verified = self.run_verification(&chain)?;
        if !verified && (server || self.settings().verify_mode != SSL_VERIFY_NONE) {
            return Err(Fatal::new(
                alert_for(self.verification.result()),
                Reason::CERTIFICATE_VERIFY_FAILED,
            ));
        }
        if !server && self.state.want() == Want::RetryVerify {
            return Ok(());
        }
        let key = chain.certificates().first().and_then(X509::public_key);
        if server {
            if key.is_none() {
                return Err(Fatal::new(
                    alert::HANDSHAKE_FAILURE,
                    Reason::UNKNOWN_CERTIFICATE_TYPE,
                ));
            }
        } else {
            err::clear();
            if key.is_none_or(|key| key.misses_parameters()) {
                return Err(Fatal::new(
                    alert::INTERNAL_ERROR,
                    Reason::UNABLE_TO_FIND_PUBLIC_KEY_PARAMETERS,
                ));
            }
        }
        self.set_peer(chain.accept());
        self.update_session(|data| data.verify_result = self.verification.result());
        Ok(())
    }

    /// One verification: by the application's `SSL_CTX_set_cert_verify_callback`, or by libcrypto.
    fn run_verification(&self, chain: &PeerCertificates) -> Result<bool, Fatal> {
        let settings = self.settings();
        let context = self.context();
        let own = context.hooks().cert_verify;
        let store = settings
            .credentials
            .verify_store
            .clone()
            .or_else(|| Context::store(&context));
        // Callbacks get certificates that belong to this connection. With DANE the result depends on more than
        // the chain, and the application gets the certificate that matched.
        let watched = own.call.is_some()
            || settings.verify_callback.is_some()
            || self.verification.dane().has_records()
            || store.as_ref().is_some_and(Store::has_own_methods);
        let certs = match watched {
            true => chain.shown(),
            false => chain.certificates(),
        };
        let Some(leaf) = certs.first() else {
            return Ok(false);
        };
        let stack = match chain.completed_chain() {
            Some(stack) => stack,
            None => CertStack::of(certs.iter().cloned()).ok_or(INTERNAL_ERROR)?,
        };
        let library = &settings.library;
        let verification = StoreContext::new(library, store.as_ref(), leaf, Some(&stack));
        let Some(verification) = verification else {
            err::raise(Reason::ERR_R_X509_LIB);
            return Ok(false);
        };
        verification.set_auth_level(settings.security_level);
        verification.set_suite_b(settings.cert_flags);
        if !verification.set_ex_data(store_context_index(), self) {
            return Ok(false);
        }
        if self.verification.dane().has_records() {
            verification.set_dane(self.verification.dane());
        }
        verification.set_default(match self.role() {
            Role::Server => c"ssl_client",
            _ => c"ssl_server",
        });
        verification.set_param(self.verification.param());
        if let Some(callback) = settings.verify_callback {
            verification.set_callback(callback);
        }
        let returned = self.outside(|| match own.call {
            // SAFETY: the application's callback, called as documented.
            Some(call) => unsafe { call(verification.as_ptr(), own.arg) },
            None if watched => verification.verify(),
            None => context.known_chains.verify(&verification),
        });
        self.verification
            .set_result(c_long::from(verification.error()));
        self.keep_verified_chain(verification.chain());
        verification.move_peername(self.verification.param());
        Ok(returned > 0)
    }
}

const INTERNAL_ERROR: Fatal = Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_MALLOC_FAILURE);

/// The alert for a verification that failed with this `X509_V_ERR_*`.
fn alert_for(error: c_long) -> AlertDescription {
    use crate::sys::ffi::*;
    match c_int::try_from(error).unwrap_or(-1) {
        X509_V_ERR_CERT_CHAIN_TOO_LONG
        | X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
        | X509_V_ERR_INVALID_CA
        | X509_V_ERR_PATH_LENGTH_EXCEEDED
        | X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN
        | X509_V_ERR_UNABLE_TO_GET_CRL
        | X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER
        | X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT
        | X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        | X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE => alert::UNKNOWN_CA,
        X509_V_ERR_CA_KEY_TOO_SMALL
        | X509_V_ERR_CA_MD_TOO_WEAK
        | X509_V_ERR_CERT_NOT_YET_VALID
        | X509_V_ERR_CERT_REJECTED
        | X509_V_ERR_CERT_UNTRUSTED
        | X509_V_ERR_CRL_NOT_YET_VALID
        | X509_V_ERR_DANE_NO_MATCH
        | X509_V_ERR_EC_KEY_EXPLICIT_PARAMS
        | X509_V_ERR_EE_KEY_TOO_SMALL
        | X509_V_ERR_EMAIL_MISMATCH
        | X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD
        | X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD
        | X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD
        | X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD
        | X509_V_ERR_HOSTNAME_MISMATCH
        | X509_V_ERR_IP_ADDRESS_MISMATCH
        | X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY
        | X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE
        | X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE => alert::BAD_CERTIFICATE,
        X509_V_ERR_CERT_SIGNATURE_FAILURE | X509_V_ERR_CRL_SIGNATURE_FAILURE => {
            alert::DECRYPT_ERROR
        }
        X509_V_ERR_CERT_HAS_EXPIRED | X509_V_ERR_CRL_HAS_EXPIRED => alert::CERTIFICATE_EXPIRED,
        X509_V_ERR_CERT_REVOKED => alert::CERTIFICATE_REVOKED,
        X509_V_ERR_INVALID_PURPOSE => alert::UNSUPPORTED_CERTIFICATE,
        X509_V_ERR_APPLICATION_VERIFICATION => alert::HANDSHAKE_FAILURE,
        X509_V_ERR_INVALID_CALL
        | X509_V_ERR_OUT_OF_MEM
        | X509_V_ERR_STORE_LOOKUP
        | X509_V_ERR_UNSPECIFIED => alert::INTERNAL_ERROR,
        _ => alert::CERTIFICATE_UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts() {
        for (error, alert) in [
            (2, 48),
            (10, 45),
            (9, 42),
            (18, 48),
            (19, 48),
            (20, 48),
            (23, 44),
            (26, 43),
            (50, 40),
            (62, 42),
            (66, 42),
            (0, 46),
            (79, 48),
            (24, 46),
            (1, 80),
        ] {
            assert_eq!(alert_for(error).0, alert, "X509_V error {error}");
        }
    }
}
