-- What Muster 0.1.0 writes: a credential of each kind and the record of a revocation.
INSERT INTO endpoint_token (token_id, endpoint_id, application, token_hash, partition)
  VALUES (gen_random_uuid(), 'e-{n}', 'kettle', '\x0{n}', 3);
INSERT INTO client_password (credential_id, username, password_hash, partition)
  VALUES (gen_random_uuid(), 'u-{n}', 'hash', 5);
INSERT INTO client_certificate (credential_id, issuer, serial_number, partition)
  VALUES (gen_random_uuid(), 'CN=ca', '{n}', 6);
INSERT INTO change_record (partition, kind, subject, body, correlation_id)
  VALUES (3, 'token-revoked', 'e-{n}', '{}', 'c');
INSERT INTO hash_key (fingerprint) VALUES ('f') ON CONFLICT DO NOTHING;
