//! Known answers from RFC 8448 section 3, "Simple 1-RTT Handshake" (TLS_AES_128_GCM_SHA256):
//! complete records as they stand in the RFC. `schedule` tests the secrets.

use super::support::*;
use crate::record::Hash;
use crate::record::{AeadAlgorithm, ContentType, Protocol, RecordKey, RecordReader, RecordWriter};
use crate::schedule::Secret;

const CLIENT_SECRET: &str = "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5";
const SERVER_SECRET: &str = "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643";

const TICKET: &str = "
    040000c90000001efad6aac502000000b22c035d829359ee5ff7af4ec900000000262a6494dc486d2c8a34cb33
    fa90bf1b0070ad3c498883c9367c09a2be785abc55cd226097a3a982117283f82a03a143efd3ff5dd36d64e861
    be7fd61d2827db279cce145077d454a3664d4e6da4d29ee03725a6a4dafcd0fc67d2aea70529513e3da2677fa5
    906c5b3f7d8f92f228bda40dda721470f9fbf297b5aea617646fac5c03272e970727c621a79141ef5f7de6505e
    5bfbc388e93343694093934ae4d3570008002a000400000400";
const TICKET_RECORD: &str = "
    17030300de3a6b8f90414a97d6959c3487680de5134a2b240e6cffac116e95d41d6af8f6b580dcf3d11d63c758
    db289a015940252f55713e061dc13e078891a38efbcf5753ad8ef170ad3c7353d16d9da773b9ca7f2b9fa1b6c0
    d4a3d03f75e09c30ba1e62972ac46f75f7b981be63439b2999ce13064615139891d5e4c5b406f16e3fc181a77c
    a475840025db2f0a77f81b5ab05b94c01346755f69232c86519d86cbeeac87aac347d143f9605d64f650db4d02
    3e70e952ca49fe5137121c74bc2697687e248746d6df353005f3bce18696129c8153556b3b6c6779b37bf15985
    684f";
const SERVER_DATA_RECORD: &str = "
    17030300432e937e11ef4ac740e538ad36005fc4a46932fc3225d05f82aa1b36e30efaf97d90e6dffc602dcb50
    1a59a8fcc49c4bf2e5f0a21c0047c2abf332540dd032e167c2955d";
const SERVER_CLOSE_RECORD: &str = "1703030013b58fd67166ebf599d24720cfbe7efa7a8864a9";
const CLIENT_DATA_RECORD: &str = "
    1703030043a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd54a9a20
    441e2b62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4";
const CLIENT_CLOSE_RECORD: &str = "1703030013c9872760655666b74d7ff1153efd6db6d0b0e3";

fn secret(digits: &str) -> Secret {
    Secret::new(Hash::SHA256, &hex(digits)).unwrap()
}

fn application_data() -> Vec<u8> {
    (0..50).collect()
}

#[test]
fn servers_records() {
    let contents = [
        (ContentType::Handshake, hex(TICKET), TICKET_RECORD),
        (
            ContentType::ApplicationData,
            application_data(),
            SERVER_DATA_RECORD,
        ),
        (ContentType::Alert, vec![1, 0], SERVER_CLOSE_RECORD),
    ];
    check_records(SERVER_SECRET, &contents);
}

#[test]
fn clients_records() {
    let contents = [
        (
            ContentType::ApplicationData,
            application_data(),
            CLIENT_DATA_RECORD,
        ),
        (ContentType::Alert, vec![1, 0], CLIENT_CLOSE_RECORD),
    ];
    check_records(CLIENT_SECRET, &contents);
}

/// The records of one direction, from number 0 on: sealed, opened in place, opened into a slice.
fn check_records(traffic_secret: &str, contents: &[(ContentType, Vec<u8>, &str)]) {
    let record_key = || -> RecordKey {
        let key = secret(traffic_secret)
            .record_key(AeadAlgorithm::Aes128Gcm)
            .unwrap();
        assert_eq!((key.protocol(), key.sequence()), (Protocol::Tls13, 0));
        key
    };
    let mut writer = RecordWriter::new();
    writer.set_key(Some(record_key()));
    let mut reader = RecordReader::established(false, record_key(), &[]);
    let mut reader_into = RecordReader::established(false, record_key(), &[]);
    for (content_type, content, wire) in contents {
        assert_eq!(write_all(&mut writer, *content_type, content), hex(wire));

        reader.push_input(&hex(wire)).unwrap();
        let record = reader.next_record().unwrap().unwrap();
        assert_eq!(record.content_type, *content_type);
        assert_eq!(reader.data(), content);
        reader.discard();

        assert_eq!(
            receive(&mut reader_into, &hex(wire), 1000),
            (*content_type, content.clone())
        );
    }
}
