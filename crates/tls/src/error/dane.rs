//! The reasons for which TLSA records are refused.

use super::reason::Reason;
use crypto::dane::Refusal;

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Reason {
        match refusal {
            Refusal::NotEnabled => Reason::DANE_NOT_ENABLED,
            Refusal::NoMemory => Reason::ERR_R_MALLOC_FAILURE,
            Refusal::NoData => Reason::DANE_TLSA_NULL_DATA,
            Refusal::FullHasNoDigest => Reason::DANE_CANNOT_OVERRIDE_MTYPE_FULL,
            Refusal::Usage => Reason::DANE_TLSA_BAD_CERTIFICATE_USAGE,
            Refusal::Selector => Reason::DANE_TLSA_BAD_SELECTOR,
            Refusal::MatchingType => Reason::DANE_TLSA_BAD_MATCHING_TYPE,
            Refusal::DataLength => Reason::DANE_TLSA_BAD_DATA_LENGTH,
            Refusal::DigestLength => Reason::DANE_TLSA_BAD_DIGEST_LENGTH,
            Refusal::Certificate => Reason::DANE_TLSA_BAD_CERTIFICATE,
            Refusal::PublicKey => Reason::DANE_TLSA_BAD_PUBLIC_KEY,
        }
    }
}
