//! Which certificate to show.

use super::{current, signer, TLS12};
use rustls::client::ResolvesClientCert;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::SignatureScheme;
use std::sync::Arc;
use tls::registry::scheme as registry;
use tls::schedule::SecretBytes;

/// The client's certificate. There is one resolver for the whole process.
#[derive(Debug)]
pub(super) struct ClientResolver;

impl ResolvesClientCert for ClientResolver {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        current::with(|call| {
            let peer: Vec<_> = schemes
                .iter()
                .map(|s| registry::SignatureScheme(u16::from(*s)))
                .collect();
            let version = match call.notes.borrow().secrets.client_handshake {
                Some(_) => super::TLS13,
                None => TLS12,
            };
            let chosen = signer::choose_for_client(version, call.parameters, &peer)?;
            let (credential, scheme) = chosen;
            let key = signer::certified_key(&credential, scheme, None);
            call.notes.borrow_mut().credential = Some((credential, scheme));
            Some(key)
        })?
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// The server's certificate, which was chosen before rustls saw the ClientHello.
#[derive(Debug)]
pub(super) struct ServerResolver;

impl ResolvesServerCert for ServerResolver {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        current::with(|call| {
            let notes = call.notes.borrow();
            Some(match &notes.credential {
                Some((credential, scheme)) => {
                    signer::certified_key(credential, *scheme, notes.staple.clone())
                }
                None => signer::no_certificate(notes.suite),
            })
        })?
    }
}

/// The label under which the key log has the master secret of TLS 1.2.
pub(super) const MASTER_SECRET: &str = "CLIENT_RANDOM";

/// Notes the secrets, and the lines of the key log until rustls has returned: the application may leave
/// its callback with an exception, after which rustls would not go on.
#[derive(Debug)]
pub(super) struct KeyLog;

impl rustls::KeyLog for KeyLog {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        current::with(|call| {
            if label == MASTER_SECRET {
                call.app.master_secret(secret);
            }
            let mut notes = call.notes.borrow_mut();
            notes.secrets.note(label, secret);
            if let Some(secret) = SecretBytes::new(secret) {
                let line = (label.to_owned(), client_random.to_vec(), secret);
                notes.key_log.push_back(line);
            }
        });
    }
}
