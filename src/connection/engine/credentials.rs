//! Our certificates, as the machine wants them, and the chains that are sent with them.

use std::iter::once;
use std::sync::Arc;

use super::super::Connection;
use crate::cipher::group::Group;
use crate::cipher::list::SUITEB_MASK;
use crate::constants::SSL_MODE_NO_AUTO_CHAIN;
use crate::context::credentials::{self, Holder, OwnCertificate, OwnConditions, Slot};
use crate::context::security::Secured;
use crate::context::{Configured, Context};
use crate::error::reason::Reason;
use crate::handshake;
use crate::sys::pkey::PKey;
use crate::sys::store::Store;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;
use crate::sys::x509_store_ctx::StoreContext;
use crate::sys::{err, ffi, stack};
use tls::choose::certificate::{Link, PublicKey};
use tls::choose::{KeyType, KEY_TYPES};
use tls::config::Credential;

/// Where the certificates come from that are sent after ours.
struct Chains<'a> {
    /// The context's extra chain, for a certificate without a chain of its own.
    extra: Option<&'a CertStack>,
    /// The store that completes chains, where there are no certificates to send.
    store: Option<&'a Store>,
}

impl Connection {
    /// Our certificates with keys, in the order of OpenSSL's slots. Whether a chain is secure enough to be sent
    /// is for [`Connection::check_sent_chain`] to say.
    pub(super) fn machine_credentials(&self) -> Vec<Arc<Credential>> {
        let own = self.own_certificates();
        own.iter().map(|own| own.credential.clone()).collect()
    }

    /// `ssl_security_cert_chain`: whether the chain that is sent with a certificate is secure enough.
    pub(super) fn check_sent_chain(&self, credential: &Credential) -> Result<(), Reason> {
        let all = self.own_certificates();
        let own = all.iter().find(|own| has_key(own, &credential.key));
        if own.is_some_and(|own| own.built) {
            // OpenSSL builds the chain here, and leaves no error of that, or of before, in the queue.
            err::clear();
        }
        match own {
            Some(own) => self.check_chain(own.sent.as_ref().map_err(|reason| *reason)?, false),
            // A callback has replaced it since it was chosen.
            None => {
                let library = self.library();
                let ders = credential.chain.iter();
                let certs = ders.map(|der| self.outside(|| X509::from_der(&library, der)));
                let certs = certs.collect::<Option<Vec<_>>>();
                let checked = certs.as_ref().ok_or(Reason::ERR_R_X509_LIB);
                let checked = checked.and_then(|certs| self.check_chain(certs, false));
                self.discard(certs);
                checked
            }
        }
    }

    /// Client: whether the server named an issuer of our certificate or of its own chain, or named no issuers
    /// (`ssl_check_ca_name`). The certificates that only the context or a store has do not count.
    pub(super) fn issuer_is_asked(&self, credential: &Credential) -> bool {
        let names = self.identity.peer_authorities();
        // SAFETY: `names` is NULL or the connection's own stack, which nothing here changes.
        let mut names = unsafe { stack::iter(names.cast()) }.peekable();
        if names.peek().is_none() {
            return true;
        }
        let credentials = self.credentials();
        let Some(slot) = credentials.with_key(&credential.key) else {
            return false;
        };
        names.any(|name: *mut ffi::X509_NAME| {
            // SAFETY: `name` is an element of the connection's live stack.
            checked_chain(slot).any(|cert| unsafe { cert.is_issued_by(name) })
        })
    }

    /// Makes this the certificate that getters show.
    pub(super) fn use_machine_credential(&self, credential: &Arc<Credential>) {
        let (chain, key) = (credential.chain.clone(), credential.key.clone());
        let mut used = handshake::Credential::new(chain, key);
        used.may_sign = credential.may_sign;
        self.choose_credential(&Arc::new(used));
    }

    /// Our certificates with the chains that are sent. All connections of a context share what was made for the
    /// same certificates and conditions.
    fn own_certificates(&self) -> Arc<[OwnCertificate]> {
        let credentials = self.credentials();
        let context = self.context();
        let extra = context.extra_chain.get();
        let store = credentials
            .chain_store
            .clone()
            .or_else(|| Context::store(&context))
            .filter(|_| extra.is_none() && !self.has_mode(SSL_MODE_NO_AUTO_CHAIN));
        let suite_b = self.settings().cert_flags & SUITEB_MASK;
        let conditions = OwnConditions {
            extra_chain: extra
                .as_ref()
                .map(|(number, chain)| (*number, chain.iter().count())),
            store: store
                .as_ref()
                .map(|store| (store.clone(), store.object_count())),
            suite_b,
        };
        if let Some(own) = credentials.own.get(&conditions) {
            return own;
        }
        let chains = Chains {
            extra: extra.as_ref().map(|(_, chain)| &**chain),
            store: store.as_ref(),
        };
        let slots = KEY_TYPES.iter().enumerate();
        let own: Arc<[_]> = slots
            .filter_map(|(index, key_type)| {
                let slot = credentials.slot(index);
                self.own_certificate(*key_type, slot, &chains, suite_b)
            })
            .collect();
        if own.iter().all(|own| own.sent.is_ok()) {
            credentials.own.keep(conditions, own.clone());
        }
        own
    }

    fn own_certificate(
        &self,
        key_type: KeyType,
        slot: &Slot,
        chains: &Chains<'_>,
        suite_b: u32,
    ) -> Option<OwnCertificate> {
        let (leaf, key) = slot.pair()?;
        let given = slot.chain.as_deref().or(chains.extra);
        let builder = chains.store.filter(|_| given.is_none());
        let certs = match builder {
            Some(store) => self.built_chain(leaf, store),
            None => {
                let given = given.iter().flat_map(|chain| chain.certificates());
                Ok(once(leaf.clone()).chain(given).collect())
            }
        };
        let (sent, chain) = match certs.and_then(encoded) {
            Ok((certs, ders)) => (Ok(certs), ders),
            Err(reason) => (Err(reason), Vec::new()),
        };
        // An unreadable key is an answer here, not an error.
        let credential = err::without(|| Credential {
            chain,
            key: key.clone(),
            key_type,
            curve: curve(key),
            key_size: key.size(),
            may_sign: leaf.may_sign(),
            signed_with: leaf.signature_digest_and_key(),
            links: checked_chain(slot).map(|cert| link(&cert)).collect(),
            suits_suite_b: suite_b != 0 && leaf.suits_suite_b(slot.chain.as_deref(), suite_b),
        });
        Some(OwnCertificate {
            credential: Arc::new(credential),
            sent,
            built: builder.is_some(),
        })
    }

    /// The leaf and the issuers that the store has. The chain need not end in a root, so a failed verification
    /// does not matter.
    fn built_chain(&self, leaf: &X509, store: &Store) -> Result<Vec<X509>, Reason> {
        let library = self.library();
        let build = || {
            let verification = StoreContext::new(&library, Some(store), leaf, None)?;
            verification.verify();
            let chain = verification.chain()?;
            let certs = chain.certificates().collect();
            Some(certs)
        };
        let certs = self.outside(|| err::without(build));
        certs.ok_or(Reason::ERR_R_X509_LIB)
    }
}

/// Certificates with their DER.
fn encoded(certs: Vec<X509>) -> Result<(Vec<X509>, Vec<Vec<u8>>), Reason> {
    let ders = certs.iter().map(X509::to_der).collect::<Option<_>>();
    Ok((certs, ders.ok_or(Reason::ERR_R_BUF_LIB)?))
}

fn has_key(own: &OwnCertificate, key: &PKey) -> bool {
    own.credential.key.as_ptr() == key.as_ptr()
}

/// The certificates that must suit the peer (`tls1_check_chain`): the leaf and the chain of its slot, but not
/// what the context or a store adds.
fn checked_chain(slot: &Slot) -> impl Iterator<Item = X509> + '_ {
    let authorities = slot.chain.iter().flat_map(|chain| chain.certificates());
    slot.cert.iter().cloned().chain(authorities)
}

fn link(cert: &X509) -> Link {
    Link {
        public: match cert.public_key() {
            None => PublicKey::Unknown,
            Some(key) if key.is_a(c"EC") => PublicKey::Ec(curve(&key)),
            Some(_) => PublicKey::Other,
        },
        signature: cert.signature_nid(),
    }
}

/// `ssl_cert_lookup_by_pkey`: `None` for a key that no certificate in TLS has.
pub(super) fn key_type(key: &PKey) -> Option<KeyType> {
    // Both tables have the order of OpenSSL's slots.
    let slot = credentials::KeyType::of(key)? as usize;
    KEY_TYPES.get(slot).copied()
}

/// NID of a key's curve; 0 where it has none, or one that TLS has no number for.
pub(super) fn curve(key: &PKey) -> i32 {
    let name = key.curve_name();
    let group = name.and_then(|name| Group::find_name(&name));
    group.map_or(0, |group| group.nid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::credentials::{use_certificate, use_key};
    use crate::context::method;
    use crate::sys::library::Library;
    use crate::sys::x509_file::Source;
    use std::ffi::CString;
    use tls::registry::group::{Group, SECP256R1};

    /// A file of a test key's, `crt` or `key`.
    fn open(name: &str, what: &str) -> Source {
        let root = env!("CARGO_MANIFEST_DIR");
        let path = format!("{root}/crates/tls/src/tests/fixtures/{name}.{what}.der");
        let source = Source::new().unwrap();
        assert!(source.open(Some(&CString::new(path).unwrap())));
        source
    }

    fn context(names: &[&str]) -> Arc<Context> {
        let context = Context::new(&method::ANY).unwrap();
        for name in names {
            let cert = open(name, "crt")
                .certificate_der(&Library::DEFAULT)
                .unwrap();
            let key = open(name, "key").key_der(&Library::DEFAULT).unwrap();
            assert!(use_certificate(&*context, &cert) && use_key(&*context, &key));
        }
        context
    }

    #[test]
    fn there_is_one_for_each_slot_with_a_key() {
        let connection = Connection::new(&context(&["p256", "rsa"])).unwrap();
        let credentials = connection.machine_credentials();
        let [rsa, ec] = &credentials[..] else {
            panic!("{credentials:?}");
        };
        assert_eq!((rsa.key_type, rsa.curve), (KeyType::Rsa, 0));
        assert_eq!(rsa.key_size, 256);
        assert_eq!(rsa.links[0].public, PublicKey::Other);
        let p256 = Group::find(SECP256R1).unwrap().nid;
        assert_eq!((ec.key_type, ec.curve), (KeyType::Ec, p256));
        assert_eq!(ec.links[0].public, PublicKey::Ec(p256));
        for own in &credentials {
            assert_eq!((own.chain.len(), own.links.len()), (1, 1));
            assert!(own.may_sign && own.signed_with.is_some());
        }
        assert_eq!(connection.machine_config().current, Some(KeyType::Rsa));
    }

    #[test]
    fn connections_share_them_until_they_change() {
        let context = context(&["p256"]);
        let of = |connection: &Connection| connection.machine_credentials().remove(0);
        let (one, other) = (Connection::new(&context), Connection::new(&context));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert!(Arc::ptr_eq(&of(&one), &of(&other)));
        context
            .extra_chain
            .add(
                open("rsa", "crt")
                    .certificate_der(&Library::DEFAULT)
                    .unwrap(),
            )
            .unwrap();
        assert_eq!((of(&one).chain.len(), of(&one).links.len()), (2, 1));
    }

    #[test]
    fn a_weak_chain_is_there_but_is_not_sent() {
        let context = context(&["p256"]);
        context.update(|settings| settings.security_level = 4);
        let connection = Connection::new(&context).unwrap();
        let own = connection.machine_credentials().remove(0);
        let weak = Err(Reason::EE_KEY_TOO_SMALL);
        assert_eq!(connection.check_sent_chain(&own), weak);
        connection.update(|settings| settings.security_level = 2);
        assert_eq!(connection.check_sent_chain(&own), Ok(()));
    }

    #[test]
    fn building_a_chain_keeps_the_error_queue_and_sending_it_empties_it() {
        let connection = Connection::new(&context(&["p256"])).unwrap();
        err::clear();
        err::raise(Reason::CERT_CB_ERROR);
        let own = connection.machine_credentials().remove(0);
        assert_ne!(err::peek(), 0);
        assert_eq!(connection.check_sent_chain(&own), Ok(()));
        assert_eq!(err::peek(), 0);
    }

    #[test]
    fn a_chain_that_was_replaced_is_checked_too() {
        let connection = Connection::new(&context(&["p256"])).unwrap();
        let own = connection.machine_credentials().remove(0);
        crate::context::credentials::clear(&*connection);
        assert!(connection.machine_credentials().is_empty());
        assert_eq!(connection.check_sent_chain(&own), Ok(()));
    }

    #[test]
    fn without_names_any_issuer_will_do() {
        let connection = Connection::new(&context(&["p256"])).unwrap();
        let own = connection.machine_credentials().remove(0);
        assert!(connection.issuer_is_asked(&own));
        let name = open("rsa", "crt")
            .certificate_der(&Library::DEFAULT)
            .unwrap();
        // SAFETY: the certificate is live.
        let name = unsafe { crate::sys::x509_name::Name::subject_of(name.as_ptr()) };
        let name = name.unwrap().to_der().unwrap();
        connection.identity.set_peer_authorities(Some(&[name]));
        assert!(!connection.issuer_is_asked(&own));
    }

    #[test]
    fn getters_show_the_one_in_use() {
        let connection = Connection::new(&context(&["p256", "rsa"])).unwrap();
        let own = connection.machine_credentials();
        connection.use_machine_credential(&own[1]);
        let shown = connection.shown_slot();
        assert_eq!(shown.key.unwrap().as_ptr(), own[1].key.as_ptr());
    }
}
