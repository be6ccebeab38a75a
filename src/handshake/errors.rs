//! rustls's errors in OpenSSL's terms.

use super::TLS13;
use crate::error::reason::Reason;
use crate::record::alert::{self, AlertDescription};
use rustls::{Error, InvalidMessage, PeerIncompatible, PeerMisbehaved};
use tls::registry::version::ProtocolVersion;

/// Alert and reason for an error. `version` is what was negotiated so far; `forged` says
/// that a record could not be decrypted.
pub(super) fn translate(
    error: &Error,
    version: Option<ProtocolVersion>,
    forged: bool,
) -> (AlertDescription, Reason) {
    let tls13 = version == Some(TLS13);
    match error {
        Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            (alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE)
        }
        Error::InvalidMessage(e) => invalid_message(e),
        Error::DecryptError if forged => (
            alert::BAD_RECORD_MAC,
            Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
        ),
        Error::DecryptError => (alert::DECRYPT_ERROR, Reason::DIGEST_CHECK_FAILED),
        Error::NoCertificatesPresented if tls13 => (
            alert::CERTIFICATE_REQUIRED,
            Reason::PEER_DID_NOT_RETURN_A_CERTIFICATE,
        ),
        Error::NoCertificatesPresented => (
            alert::HANDSHAKE_FAILURE,
            Reason::PEER_DID_NOT_RETURN_A_CERTIFICATE,
        ),
        Error::PeerSentOversizedRecord => (alert::RECORD_OVERFLOW, Reason::DATA_LENGTH_TOO_LONG),
        Error::NoApplicationProtocol => (
            alert::NO_APPLICATION_PROTOCOL,
            Reason::NO_APPLICATION_PROTOCOL,
        ),
        Error::PeerIncompatible(e) => incompatible(e, tls13),
        Error::PeerMisbehaved(e) => misbehaved(e, tls13),
        Error::InvalidCertificate(_) => (alert::BAD_CERTIFICATE, Reason::BAD_DATA),
        _ => (alert::INTERNAL_ERROR, Reason::ERR_R_INTERNAL_ERROR),
    }
}

fn invalid_message(error: &InvalidMessage) -> (AlertDescription, Reason) {
    use InvalidMessage as E;
    match error {
        E::CertificatePayloadTooLarge | E::HandshakePayloadTooLarge | E::MessageTooLarge => {
            (alert::ILLEGAL_PARAMETER, Reason::EXCESSIVE_MESSAGE_SIZE)
        }
        E::InvalidCcs => (alert::DECODE_ERROR, Reason::BAD_CHANGE_CIPHER_SPEC),
        E::InvalidContentType => (alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_RECORD),
        E::UnexpectedMessage(_) => (alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE),
        E::UnknownProtocolVersion => (alert::PROTOCOL_VERSION, Reason::WRONG_VERSION_NUMBER),
        E::UnsupportedCompression => (
            alert::ILLEGAL_PARAMETER,
            Reason::UNSUPPORTED_COMPRESSION_ALGORITHM,
        ),
        E::UnsupportedCurveType | E::UnsupportedKeyExchangeAlgorithm(_) => {
            (alert::ILLEGAL_PARAMETER, Reason::WRONG_CURVE)
        }
        E::DuplicateExtension(_) | E::PreSharedKeyIsNotFinalExtension => {
            (alert::ILLEGAL_PARAMETER, Reason::BAD_EXTENSION)
        }
        E::UnknownHelloRetryRequestExtension | E::UnknownCertificateExtension => {
            (alert::UNSUPPORTED_EXTENSION, Reason::UNSOLICITED_EXTENSION)
        }
        E::NoSignatureSchemes => (alert::DECODE_ERROR, Reason::MISSING_SIGALGS_EXTENSION),
        E::InvalidServerName | E::IllegalEmptyList(_) | E::IllegalEmptyValue => {
            (alert::DECODE_ERROR, Reason::BAD_EXTENSION)
        }
        _ => (alert::DECODE_ERROR, Reason::LENGTH_MISMATCH),
    }
}

fn incompatible(error: &PeerIncompatible, tls13: bool) -> (AlertDescription, Reason) {
    use PeerIncompatible as E;
    match error {
        E::ServerDoesNotSupportTls12Or13
        | E::ServerTlsVersionIsDisabledByOurConfig
        | E::SupportedVersionsExtensionRequired
        | E::Tls12NotOffered
        | E::Tls12NotOfferedOrEnabled => (alert::PROTOCOL_VERSION, Reason::UNSUPPORTED_PROTOCOL),
        E::NoKxGroupsInCommon if tls13 => (alert::HANDSHAKE_FAILURE, Reason::NO_SUITABLE_KEY_SHARE),
        E::NoCipherSuitesInCommon | E::NoKxGroupsInCommon => {
            (alert::HANDSHAKE_FAILURE, Reason::NO_SHARED_CIPHER)
        }
        E::SignatureAlgorithmsExtensionRequired if tls13 => {
            (alert::MISSING_EXTENSION, Reason::MISSING_SIGALGS_EXTENSION)
        }
        E::SignatureAlgorithmsExtensionRequired
        | E::NoSignatureSchemesInCommon
        | E::NoCertificateRequestSignatureSchemesInCommon => (
            alert::HANDSHAKE_FAILURE,
            Reason::NO_SUITABLE_SIGNATURE_ALGORITHM,
        ),
        E::KeyShareExtensionRequired | E::NamedGroupsExtensionRequired => {
            (alert::MISSING_EXTENSION, Reason::NO_SUITABLE_KEY_SHARE)
        }
        E::NullCompressionRequired => (alert::DECODE_ERROR, Reason::NO_COMPRESSION_SPECIFIED),
        E::EcPointsExtensionRequired
        | E::NoEcPointFormatsInCommon
        | E::UncompressedEcPointsRequired => (
            alert::ILLEGAL_PARAMETER,
            Reason::TLS_INVALID_ECPOINTFORMAT_LIST,
        ),
        _ => (alert::HANDSHAKE_FAILURE, Reason::BAD_EXTENSION),
    }
}

fn misbehaved(error: &PeerMisbehaved, tls13: bool) -> (AlertDescription, Reason) {
    use PeerMisbehaved as E;
    match error {
        E::AttemptedDowngradeToTls12WhenTls13IsSupported => {
            (alert::ILLEGAL_PARAMETER, Reason::INAPPROPRIATE_FALLBACK)
        }
        E::IncorrectBinder => (alert::ILLEGAL_PARAMETER, Reason::BINDER_DOES_NOT_VERIFY),
        E::SelectedUnofferedCipherSuite
        | E::SelectedUnusableCipherSuiteForVersion
        | E::SelectedDifferentCipherSuiteAfterRetry
        | E::CipherSuiteDifferedOnRetry
        | E::HandshakeHashVariedAfterRetry => {
            (alert::ILLEGAL_PARAMETER, Reason::WRONG_CIPHER_RETURNED)
        }
        E::ResumptionOfferedWithVariedCipherSuite
        | E::ResumptionOfferedWithIncompatibleCipherSuite => (
            alert::ILLEGAL_PARAMETER,
            Reason::OLD_SESSION_CIPHER_NOT_RETURNED,
        ),
        E::ResumptionAttemptedWithVariedEms => {
            (alert::ILLEGAL_PARAMETER, Reason::INCONSISTENT_EXTMS)
        }
        E::ResumptionOfferedWithVariedEms => (alert::HANDSHAKE_FAILURE, Reason::INCONSISTENT_EXTMS),
        E::SelectedUnofferedKxGroup if !tls13 => (alert::ILLEGAL_PARAMETER, Reason::WRONG_CURVE),
        E::SelectedUnofferedKxGroup
        | E::WrongGroupForKeyShare
        | E::OfferedDuplicateKeyShares
        | E::RefusedToFollowHelloRetryRequest
        | E::IllegalHelloRetryRequestWithOfferedGroup
        | E::IllegalHelloRetryRequestWithUnofferedNamedGroup => {
            (alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE)
        }
        E::InvalidKeyShare => (alert::ILLEGAL_PARAMETER, Reason::BAD_ECPOINT),
        E::MissingKeyShare => (alert::MISSING_EXTENSION, Reason::NO_SUITABLE_KEY_SHARE),
        E::IllegalHelloRetryRequestWithNoChanges => {
            (alert::ILLEGAL_PARAMETER, Reason::NO_CHANGE_FOLLOWING_HRR)
        }
        E::SelectedUnofferedCompression | E::OfferedIncorrectCompressions => (
            alert::ILLEGAL_PARAMETER,
            Reason::UNSUPPORTED_COMPRESSION_ALGORITHM,
        ),
        E::SelectedTls12UsingTls13VersionExtension
        | E::IllegalHelloRetryRequestWithUnsupportedVersion => (
            alert::ILLEGAL_PARAMETER,
            Reason::BAD_PROTOCOL_VERSION_NUMBER,
        ),
        E::UnsolicitedServerHelloExtension
        | E::UnsolicitedEncryptedExtension
        | E::UnsolicitedCertExtension
        | E::UnsolicitedEchExtension
        | E::DisallowedEncryptedExtension
        | E::UnexpectedCleartextExtension => {
            (alert::UNSUPPORTED_EXTENSION, Reason::UNSOLICITED_EXTENSION)
        }
        E::SelectedInvalidPsk | E::SelectedUnofferedPsk => {
            (alert::ILLEGAL_PARAMETER, Reason::BAD_PSK_IDENTITY)
        }
        E::MissingPskModesExtension => (
            alert::MISSING_EXTENSION,
            Reason::MISSING_PSK_KEX_MODES_EXTENSION,
        ),
        E::ServerEchoedCompatibilitySessionId | E::IllegalHelloRetryRequestWithWrongSessionId => {
            (alert::ILLEGAL_PARAMETER, Reason::INVALID_SESSION_ID)
        }
        E::SignedKxWithWrongAlgorithm | E::SignedHandshakeWithUnadvertisedSigScheme => {
            (alert::ILLEGAL_PARAMETER, Reason::WRONG_SIGNATURE_TYPE)
        }
        E::KeyEpochWithPendingFragment => {
            (alert::UNEXPECTED_MESSAGE, Reason::NOT_ON_RECORD_BOUNDARY)
        }
        E::MessageInterleavedWithHandshakeMessage => (
            alert::UNEXPECTED_MESSAGE,
            Reason::MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA,
        ),
        E::IllegalMiddleboxChangeCipherSpec => {
            (alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE)
        }
        E::TooManyWarningAlertsReceived => {
            (alert::UNEXPECTED_MESSAGE, Reason::TOO_MANY_WARN_ALERTS)
        }
        E::TooManyEmptyFragments => (alert::UNEXPECTED_MESSAGE, Reason::RECORD_TOO_SMALL),
        E::TooManyRenegotiationRequests => (alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE),
        E::ServerNameMustContainOneHostName | E::DuplicateServerNameTypes => {
            (alert::DECODE_ERROR, Reason::BAD_EXTENSION)
        }
        _ => (alert::ILLEGAL_PARAMETER, Reason::BAD_EXTENSION),
    }
}
