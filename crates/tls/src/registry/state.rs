//! States of the handshake: OpenSSL's numbers (`OSSL_HANDSHAKE_STATE`), which `SSL_get_state` tells.

numbers! {
    /// A state; `C` and `S` are client and server, `R` and `W` reading and writing.
    HandshakeState(i32)
    BEFORE = 0;
    OK = 1;
    CR_HELLO_VERIFY_REQUEST = 2;
    CR_SRVR_HELLO = 3;
    CR_CERT = 4;
    CR_CERT_STATUS = 5;
    CR_KEY_EXCH = 6;
    CR_CERT_REQ = 7;
    CR_SRVR_DONE = 8;
    CR_SESSION_TICKET = 9;
    CR_CHANGE = 10;
    CR_FINISHED = 11;
    CW_CLNT_HELLO = 12;
    CW_CERT = 13;
    CW_KEY_EXCH = 14;
    CW_CERT_VRFY = 15;
    CW_CHANGE = 16;
    CW_NEXT_PROTO = 17;
    CW_FINISHED = 18;
    SW_HELLO_REQ = 19;
    SR_CLNT_HELLO = 20;
    SW_HELLO_VERIFY_REQUEST = 21;
    SW_SRVR_HELLO = 22;
    SW_CERT = 23;
    SW_KEY_EXCH = 24;
    SW_CERT_REQ = 25;
    SW_SRVR_DONE = 26;
    SR_CERT = 27;
    SR_KEY_EXCH = 28;
    SR_CERT_VRFY = 29;
    SR_NEXT_PROTO = 30;
    SR_CHANGE = 31;
    SR_FINISHED = 32;
    SW_SESSION_TICKET = 33;
    SW_CERT_STATUS = 34;
    SW_CHANGE = 35;
    SW_FINISHED = 36;
    SW_ENCRYPTED_EXTENSIONS = 37;
    CR_ENCRYPTED_EXTENSIONS = 38;
    CR_CERT_VRFY = 39;
    SW_CERT_VRFY = 40;
    CR_HELLO_REQ = 41;
    SW_KEY_UPDATE = 42;
    CW_KEY_UPDATE = 43;
    SR_KEY_UPDATE = 44;
    CR_KEY_UPDATE = 45;
    EARLY_DATA = 46;
    PENDING_EARLY_DATA_END = 47;
    CW_END_OF_EARLY_DATA = 48;
    SR_END_OF_EARLY_DATA = 49;
}
