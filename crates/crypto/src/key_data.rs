//! OSSL_PARAM_BLD: what keys are made of.

use std::ffi::{c_int, CStr};
use std::ptr::{self, NonNull};

use super::bn::Number;
use super::exchange::{ExchangeGroup, PKeyContext};
use super::ffi;
use super::library::Library;
use super::pkey::PKey;

/// An `OSSL_PARAM_BLD` that frees itself.
#[derive(Debug)]
pub(crate) struct KeyData(NonNull<ffi::OSSL_PARAM_BLD>);

impl KeyData {
    pub(crate) fn new() -> Option<KeyData> {
        // SAFETY: the function has no preconditions.
        NonNull::new(unsafe { ffi::OSSL_PARAM_BLD_new() }).map(KeyData)
    }

    /// Adds a number, which must live until the key is made; `None` when memory is out.
    pub(crate) fn number(&self, name: &'static CStr, number: &Number) -> Option<()> {
        let (builder, name, number) = (self.0.as_ptr(), name.as_ptr(), number.as_ptr());
        // SAFETY: builder, name and number are live.
        let pushed = unsafe { ffi::OSSL_PARAM_BLD_push_BN(builder, name, number) };
        (pushed == 1).then_some(())
    }

    /// Adds a text.
    fn text(&self, name: &'static CStr, text: &'static CStr) -> Option<()> {
        let (builder, name, text) = (self.0.as_ptr(), name.as_ptr(), text.as_ptr());
        // SAFETY: the builder is live; both are strings that are never freed.
        let pushed = unsafe { ffi::OSSL_PARAM_BLD_push_utf8_string(builder, name, text, 0) };
        (pushed == 1).then_some(())
    }

    /// A key of these parts.
    pub(crate) fn key(self, ctx: &PKeyContext, selection: c_int) -> Option<PKey> {
        let mut key = ptr::null_mut();
        // SAFETY: builder and context are live; the parameters are freed, and the new key is ours.
        unsafe {
            let parameters = ffi::OSSL_PARAM_BLD_to_param(self.0.as_ptr());
            let made = !parameters.is_null()
                && ffi::EVP_PKEY_fromdata_init(ctx.as_ptr()) > 0
                && ffi::EVP_PKEY_fromdata(ctx.as_ptr(), &mut key, selection, parameters) > 0;
            ffi::OSSL_PARAM_free(parameters);
            PKey::from_owned(key).filter(|_| made)
        }
    }
}

impl Drop for KeyData {
    fn drop(&mut self) {
        // SAFETY: we own the builder.
        unsafe { ffi::OSSL_PARAM_BLD_free(self.0.as_ptr()) }
    }
}

impl PKey {
    /// The key of a curve in short Weierstrass form with this private part. It has no public part.
    pub(crate) fn ec_from_private(
        library: &Library,
        group: ExchangeGroup,
        private: &[u8],
    ) -> Option<PKey> {
        let private = Number::from_bytes(private)?;
        let data = KeyData::new()?;
        data.text(c"group", group.name)?;
        data.number(c"priv", &private)?;
        data.key(
            &PKeyContext::of_type(library, group.keys)?,
            ffi::EVP_PKEY_KEYPAIR,
        )
    }
}
