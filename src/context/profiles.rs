//! What may be negotiated, derived from the settings once and shared by all connections.

use std::sync::{Arc, Weak};

use super::ciphers::Ciphers;
use super::version::Enabled;
use super::Settings;
use crate::handshake::Profile;
use crate::locked::Locked;

/// The profiles of the last few settings.
#[derive(Default)]
pub struct Profiles(Locked<Vec<Kept>>);

/// A profile, and the settings and all else that it was made for.
type Kept = (Weak<Settings>, Key, Arc<Profile>);

/// What a profile depends on besides the settings.
pub struct Key {
    pub ciphers: Arc<Ciphers>,
    pub enabled: Enabled,
    pub server: bool,
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        Arc::ptr_eq(&self.ciphers, &other.ciphers)
            && self.enabled == other.enabled
            && self.server == other.server
    }
}

/// Settings that are in use at the same time: a context's own, and some connections'.
const LIMIT: usize = 8;

impl Profiles {
    /// The profile of these settings, made with `make` if it is not there.
    pub fn get(
        &self,
        settings: &Arc<Settings>,
        key: Key,
        make: impl FnOnce() -> Profile,
    ) -> Arc<Profile> {
        let found = self.0.look(|kept| {
            let mut kept = kept.iter();
            let found = kept.find(|(owner, of, _)| {
                // A live Weak keeps the address from being used again.
                std::ptr::eq(owner.as_ptr(), Arc::as_ptr(settings)) && *of == key
            });
            found.map(|(_, _, profile)| profile.clone())
        });
        if let Some(profile) = found {
            return profile;
        }
        let profile = Arc::new(make());
        let entry = (Arc::downgrade(settings), key, profile.clone());
        let forgotten = self.0.change(|kept| {
            let forgotten = (kept.len() == LIMIT).then(|| kept.remove(0));
            kept.push(entry);
            forgotten
        });
        drop(forgotten);
        profile
    }
}
