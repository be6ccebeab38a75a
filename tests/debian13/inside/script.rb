# Ruby's openssl: script.rb alone|client|server PKI [PORT].
require 'json'
require 'net/http'
require 'openssl'
require 'socket'

ROLE, PKI, PORT = ARGV
BULK = (0..255).map(&:chr).join.b * 1200

def libraries
  File.read('/proc/self/maps').scan(%r{/\S*libssl\.so\.3}).uniq
end

def say(facts)
  puts "FACTS #{JSON.generate(facts.merge('libssl' => libraries))}"
end

def attempt
  yield
rescue OpenSSL::SSL::SSLError, SystemCallError, EOFError => e
  "#{e.class}: #{e.message}".gsub(/peeraddr=\S+ /, '')
end

def server_context
  context = OpenSSL::SSL::SSLContext.new
  context.cert = OpenSSL::X509::Certificate.new(File.read("#{PKI}/server.pem"))
  context.key = OpenSSL::PKey.read(File.read("#{PKI}/server.key"))
  context.ca_file = "#{PKI}/ca.pem"
  context.verify_mode = OpenSSL::SSL::VERIFY_PEER
  context.alpn_select_cb = ->(offered) { offered.first }
  context.servername_cb = ->(_) { nil }
  context.session_id_context = 'ruby'
  context.ecdh_curves = 'X25519'
  context
end

def client_context(certificate: true)
  context = OpenSSL::SSL::SSLContext.new
  context.set_params(ca_file: "#{PKI}/ca.pem")
  if certificate
    context.cert = OpenSSL::X509::Certificate.new(File.read("#{PKI}/client.pem"))
    context.key = OpenSSL::PKey.read(File.read("#{PKI}/client.key"))
  end
  context.alpn_protocols = ['http/1.1']
  context
end

def connect(port, context, session = nil, name = 'localhost')
  ssl = OpenSSL::SSL::SSLSocket.new(TCPSocket.new('127.0.0.1', port), context)
  ssl.hostname = name
  ssl.sync_close = true
  ssl.session = session if session
  ssl.connect
  ssl.post_connection_check(name)
  ssl
end

def facts_of(ssl)
  { 'version' => ssl.ssl_version, 'cipher' => ssl.cipher, 'alpn' => ssl.alpn_protocol, 'resumed' => ssl.session_reused?,
    'peer' => ssl.peer_cert && ssl.peer_cert.subject.to_s, 'verified' => ssl.verify_result, 'state' => ssl.state,
    'finished' => !ssl.finished_message.nil? }
end

def alone
  context = client_context
  facts = { 'library' => OpenSSL::OPENSSL_LIBRARY_VERSION, 'ciphers' => context.ciphers.map(&:first).first(3),
            'options' => context.options, 'level' => context.security_level, 'timeout' => context.timeout,
            'nonsense' => attempt { context.ciphers = 'nonsense' } }
  listener = OpenSSL::SSL::SSLServer.new(TCPServer.new('127.0.0.1', 0), server_context)
  seen = []
  thread = Thread.new do
    6.times do
      attempt do
        ssl = listener.accept
        line = ssl.gets
        ssl.puts(line.upcase)
        seen << facts_of(ssl)
        ssl.close
      end
    end
  end
  port = listener.addr[1]
  facts['talks'] = %i[TLS1_2 TLS1_3].map do |version|
    context = client_context
    context.min_version = context.max_version = version
    session = nil
    context.session_cache_mode = OpenSSL::SSL::SSLContext::SESSION_CACHE_CLIENT
    context.session_new_cb = ->(pair) { session = pair[1] }
    2.times.map do
      ssl = connect(port, context, session)
      ssl.puts('hello')
      line = ssl.gets
      told = facts_of(ssl).merge('line' => line, 'end' => ssl.gets)
      ssl.close
      told
    end
  end
  strict = OpenSSL::SSL::SSLContext.new
  strict.set_params(ca_file: "#{PKI}/other.pem")
  facts['wrong CA'] = attempt { connect(port, strict) }
  facts['wrong name'] = attempt { connect(port, client_context, nil, 'elsewhere') }
  thread.kill
  facts.merge('server' => seen)
end

def fetch(path)
  http = Net::HTTP.new('localhost', PORT.to_i)
  http.use_ssl = true
  http.ca_file = "#{PKI}/ca.pem"
  http.cert = OpenSSL::X509::Certificate.new(File.read("#{PKI}/client.pem"))
  http.key = OpenSSL::PKey.read(File.read("#{PKI}/client.key"))
  http.get(path).body
end

case ROLE
when 'alone'
  say(alone)
when 'client'
  say('text' => fetch('/'), 'bulk' => fetch('/bulk').bytesize)
when 'server'
  listener = OpenSSL::SSL::SSLServer.new(TCPServer.new('127.0.0.1', PORT.to_i), server_context)
  loop do
    attempt do
      ssl = listener.accept
      request = +''
      request << ssl.readpartial(8192) until request.include?("\r\n\r\n")
      ssl.write("HTTP/1.0 200 OK\r\nX-Facts: #{facts_of(ssl)}\r\n\r\n")
      ssl.write(request.include?(' /bulk ') ? BULK : "hello\n")
      ssl.close
    end
  end
end
