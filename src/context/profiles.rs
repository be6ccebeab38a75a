//! What can be negotiated, computed once per settings and shared by connections.

use std::sync::{Arc, Weak};

use super::ciphers::Ciphers;
use super::version::Enabled;
use super::Settings;
use crate::handshake::Profile;
use crate::locked::Locked;

/// The profiles of the last few settings.
#[derive(Default)]
pub struct Profiles(Locked<Vec<Kept>>);

/// A profile with the settings and other inputs that it was made from.
type Kept = (Weak<Settings>, ProfileKey, Arc<Profile>);

/// The inputs besides the settings.
pub struct ProfileKey {
    pub ciphers: Arc<Ciphers>,
    pub enabled: Enabled,
    pub server: bool,
}

impl PartialEq for ProfileKey {
    fn eq(&self, other: &ProfileKey) -> bool {
        Arc::ptr_eq(&self.ciphers, &other.ciphers)
            && self.enabled == other.enabled
            && self.server == other.server
    }
}

/// Number of profiles kept: for a context's settings and those of some connections.
const LIMIT: usize = 8;

impl Profiles {
    /// The profile of these settings, made by `make` if missing.
    pub fn get(
        &self,
        settings: &Arc<Settings>,
        key: ProfileKey,
        make: impl FnOnce() -> Profile,
    ) -> Arc<Profile> {
        let found = self.0.look(|kept| {
            let mut kept = kept.iter();
            let found = kept.find(|(owner, of, _)| {
                // While the Weak exists, the address is not reused.
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
