//! Our certificates: one of the program's, and its chain in a Certificate message.

use std::sync::Arc;

use crate::choose::certificate::{Chain, Link as ChainLink, PublicKey};
use crate::choose::KeyType;
use crate::codec::Writer;
use crate::config::Credential;
use crate::error::Fatal;
use crate::extension::{Context, Place};
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::certificate;

/// What a chain without certificates counts as.
const NO_CERTIFICATE: ChainLink = ChainLink {
    public: PublicKey::Unknown,
    signature: 0,
};

/// Our certificate with a key of this type. That of an algorithm below TLS 1.2 may not be there.
pub(crate) fn credential(h: &Handshake, key_type: KeyType) -> Result<Arc<Credential>, Fatal> {
    let mut credentials = h.config.credentials.iter();
    let own = credentials.find(|own| own.key_type == key_type);
    own.cloned().ok_or(Fatal::INTERNAL)
}

/// A credential as the choice between several wants it. Only clients are asked for something.
pub(crate) fn chain(own: &Credential) -> Chain<'_> {
    let (leaf, authorities) = match &own.links[..] {
        [leaf, authorities @ ..] => (*leaf, authorities),
        [] => (NO_CERTIFICATE, &[][..]),
    };
    Chain {
        key_type: own.key_type,
        leaf,
        authorities,
        suits_suite_b: own.suits_suite_b,
        issuer_asked: true,
        types_asked: &[],
    }
}

/// `ssl3_output_cert_chain`: the list of certificates; an empty one without a credential.
pub(crate) fn write_chain(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    credential: Option<&Credential>,
) -> Result<(), Fatal> {
    if let Some(credential) = credential {
        link.check_own_chain(credential)?;
    }
    let chain = credential.map_or(&[][..], |credential| &credential.chain);
    let has_extensions = h.is_tls13(link);
    w.vec24(|w| {
        for (index, der) in chain.iter().enumerate() {
            certificate::write_entry(w, der);
            if has_extensions {
                let place = Place {
                    context: Context::CERTIFICATE,
                    chain: index,
                };
                h.construct_extensions(link, w, place)?;
            }
        }
        Ok(())
    })
}
