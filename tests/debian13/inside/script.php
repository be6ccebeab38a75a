<?php
/* PHP's streams: script.php alone|client|server PKI [PORT]. */
error_reporting(E_ALL);
ini_set('display_errors', '0');
[$role, $pki] = [$argv[1], $argv[2]];

function libraries(): array
{
    preg_match_all('~/\S*libssl\.so\.3~', file_get_contents('/proc/self/maps'), $found);
    return array_values(array_unique($found[0]));
}

function say(array $facts): void
{
    $facts['libssl'] = libraries();
    echo 'FACTS ' . json_encode($facts) . "\n";
}

function options(string $pki, array $more = []): array
{
    return ['ssl' => $more + ['cafile' => "$pki/ca.pem", 'peer_name' => 'localhost', 'capture_session_meta' => true,
        'alpn_protocols' => 'http/1.1']];
}

/* What a request gives: its text, or the error. */
function request(string $url, array $options)
{
    error_clear_last();
    $text = @file_get_contents($url, false, stream_context_create($options));
    $error = error_get_last()['message'] ?? '';
    return $text === false ? preg_replace('~.*(SSL: |error:|failed).*~s', '$1', $error) : $text;
}

function answer($connection): void
{
    $request = '';
    while (strpos($request, "\r\n\r\n") === false) {
        $part = fread($connection, 8192);
        if ($part === false || ($part === '' && feof($connection)))
            return;
        $request .= $part;
    }
    $crypto = stream_get_meta_data($connection)['crypto'];
    $body = strpos($request, ' /bulk ') ? str_repeat(implode('', array_map('chr', range(0, 255))), 1200) : "hello\n";
    $facts = "{$crypto['protocol']} {$crypto['cipher_name']} {$crypto['cipher_bits']} " . ($crypto['alpn_protocol'] ?? '');
    fwrite($connection, "HTTP/1.0 200 OK\r\nX-Facts: $facts\r\n\r\n");
    for ($at = 0; $at < strlen($body); $at += $written) {
        $written = fwrite($connection, substr($body, $at));
        if (!$written)
            return;
    }
}

function listen(string $pki, int $port)
{
    $options = ['ssl' => ['local_cert' => "$pki/server.pem", 'local_pk' => "$pki/server.key", 'cafile' => "$pki/ca.pem",
        'verify_peer' => false, 'alpn_protocols' => 'http/1.1', 'ecdh_curve' => 'X25519']];
    return stream_socket_server("tcp://127.0.0.1:$port", $code, $text, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN,
        stream_context_create($options));
}

if ($role === 'server') {
    $listener = listen($pki, (int)$argv[3]);
    while (true) {
        $connection = @stream_socket_accept($listener, 3600);
        if ($connection && @stream_socket_enable_crypto($connection, true, STREAM_CRYPTO_METHOD_TLS_SERVER))
            answer($connection);
        if ($connection) {
            stream_socket_shutdown($connection, STREAM_SHUT_WR);
            fclose($connection);
        }
    }
} elseif ($role === 'client') {
    $at = "https://localhost:{$argv[3]}";
    $facts = ['text' => request("$at/", options($pki)), 'bulk' => strlen(request("$at/bulk", options($pki)))];
    $facts['wrong CA'] = request("$at/", options($pki, ['cafile' => "$pki/other.pem"]));
    $facts['wrong name'] = request("$at/", options($pki, ['peer_name' => 'elsewhere']));
    $stream = stream_socket_client("tls://localhost:{$argv[3]}", $code, $text, 10, STREAM_CLIENT_CONNECT,
        stream_context_create(options($pki)));
    $facts['crypto'] = stream_get_meta_data($stream)['crypto'];
    $curl = curl_init("$at/");
    curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_CAINFO => "$pki/ca.pem"]);
    $facts['curl'] = curl_exec($curl);
    say($facts);
} else {
    $facts = ['library' => OPENSSL_VERSION_TEXT, 'transports' => array_values(array_filter(stream_get_transports(),
        fn($name) => str_starts_with($name, 'tls') || str_starts_with($name, 'ssl')))];
    $pair = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
    $facts['key'] = openssl_pkey_get_details($pair)['bits'];
    openssl_sign('text', $signature, $pair, 'sha256');
    $facts['signed'] = openssl_verify('text', $signature, openssl_pkey_get_details($pair)['key'], 'sha256');
    $facts['certificate'] = openssl_x509_parse(file_get_contents("$pki/server.pem"))['subject'];
    say($facts);
}
