package org.holdfast.health.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key from a PEM file in any form that OpenSSL writes: PKCS #8, plain or encrypted
 * (RFC 5958, RFC 8018), and OpenSSL's traditional forms for RSA (RFC 8017) and EC keys (RFC 5915),
 * plain or encrypted as RFC 1421 describes. Reads a file and computes, so it must not be used on an
 * event loop.
 */
final class PrivateKeyFile {

  /** A larger file is no key. */
  private static final int LARGEST = 64 * 1024;

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]*+(?:-(?!----END )[^-]*+)*+)"
              + "-----END \\1-----");
  private static final Pattern DEK_INFO =
      Pattern.compile("DEK-Info:\\s*([A-Za-z0-9-]{1,32})\\s*,\\s*([0-9A-Fa-f]{16,32})");

  /** The ciphers of the traditional form, with the length of their keys in bytes. */
  private static final Map<String, Traditional> TRADITIONAL =
      Map.of(
          "AES-128-CBC", new Traditional("AES", 16),
          "AES-192-CBC", new Traditional("AES", 24),
          "AES-256-CBC", new Traditional("AES", 32),
          "DES-EDE3-CBC", new Traditional("DESede", 24));

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int PARAMETERS = 0xa0;

  private record Traditional(String algorithm, int keyLength) {}

  private PrivateKeyFile() {}

  /**
   * Reads the first private key in the file.
   *
   * @param password the password of an encrypted key; null if there is none. An unencrypted key
   *     needs none and ignores it, as with OpenSSL
   * @throws GeneralSecurityException if the file has no usable key, or the password is wrong; the
   *     message names the file
   */
  static PrivateKey read(Path file, @Nullable String password)
      throws IOException, GeneralSecurityException {
    if (Files.size(file) > LARGEST) {
      throw new InvalidKeyException(file + " is too large to be a private key");
    }
    var text = Files.readString(file, StandardCharsets.ISO_8859_1);
    try {
      return parse(text, password);
    } catch (BadPaddingException e) {
      throw new InvalidKeyException(file + " cannot be decrypted; the password is wrong", e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      var why = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new InvalidKeyException(file + " " + why, e);
    }
  }

  private static PrivateKey parse(String text, @Nullable String password)
      throws GeneralSecurityException {
    var block = BLOCK.matcher(text);
    if (!block.find()) {
      throw new InvalidKeyException("has no private key in it (expected: PEM)");
    }
    var body = block.group(2);
    var info = DEK_INFO.matcher(body);
    boolean traditional = info.find();
    if (!traditional && body.contains("Proc-Type:")) {
      throw new InvalidKeyException("is encrypted in a form that is not supported");
    }
    var bytes = Base64.getMimeDecoder().decode(traditional ? body.substring(info.end()) : body);
    boolean encrypted = traditional || block.group(1).startsWith("ENCRYPTED");
    if (encrypted && password == null) {
      throw new InvalidKeyException("is encrypted; write its password under key-password");
    }
    if (traditional && password != null) {
      bytes = decrypt(bytes, info.group(1), HexFormat.of().parseHex(info.group(2)), password);
    }
    return switch (block.group(1)) {
      case "RSA PRIVATE KEY" -> key("RSA", wrap(RSA, bytes));
      case "EC PRIVATE KEY" -> key("EC", wrap(algorithmOf(bytes), bytes));
      case "ENCRYPTED PRIVATE KEY" -> decrypt(bytes, password == null ? "" : password);
      default -> anyKey(new PKCS8EncodedKeySpec(bytes));
    };
  }

  /** RFC 8018: the algorithm, with its salt and iterations, is in the key. */
  private static PrivateKey decrypt(byte[] bytes, String password) throws GeneralSecurityException {
    EncryptedPrivateKeyInfo info;
    try {
      info = new EncryptedPrivateKeyInfo(bytes);
    } catch (IOException e) {
      throw new InvalidKeyException(
          "is not encrypted in a form that Java can read (expected: PBES2 with AES)", e);
    }
    var parameters = info.getAlgParameters();
    // The name of PBES2 says nothing; its parameters name the functions that it consists of.
    var name =
        parameters != null && info.getAlgName().startsWith("PBES2")
            ? parameters.toString()
            : info.getAlgName();
    var secret =
        SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password.toCharArray()));
    var cipher = Cipher.getInstance(name);
    cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
    return anyKey(info.getKeySpec(cipher));
  }

  private static byte[] decrypt(byte[] bytes, String name, byte[] vector, String password)
      throws GeneralSecurityException {
    var form = TRADITIONAL.get(name.toUpperCase(Locale.ROOT));
    if (form == null) {
      throw new InvalidKeyException("is encrypted by " + name + ", which is not supported");
    }
    var cipher = Cipher.getInstance(form.algorithm() + "/CBC/PKCS5Padding");
    var key = derived(password, Arrays.copyOf(vector, 8), form.keyLength());
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, form.algorithm()), new IvParameterSpec(vector));
    return cipher.doFinal(bytes);
  }

  /**
   * Derives a key as OpenSSL does for this form: MD5 over the previous digest, the password and the
   * salt, once.
   */
  private static byte[] derived(String password, byte[] salt, int length)
      throws GeneralSecurityException {
    var md5 = MessageDigest.getInstance("MD5");
    var key = new ByteArrayOutputStream();
    var previous = new byte[0];
    while (key.size() < length) {
      md5.update(previous);
      md5.update(password.getBytes(StandardCharsets.UTF_8));
      previous = md5.digest(salt);
      key.writeBytes(previous);
    }
    return Arrays.copyOf(key.toByteArray(), length);
  }

  private static PrivateKey anyKey(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    for (var algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // a key of another algorithm
      }
    }
    throw new InvalidKeyException("has a private key that Java cannot read");
  }

  private static PrivateKey key(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (InvalidKeySpecException e) {
      throw new InvalidKeyException("has a private key that Java cannot read", e);
    }
  }

  /** RFC 5958: a PKCS #8 key consists of a version, an algorithm and the key itself. */
  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, VERSION_0, algorithm, der(OCTET_STRING, key));
  }

  /** RFC 5915: an EC key names its curve in the field with the tag 0. */
  private static byte[] algorithmOf(byte[] key) throws InvalidKeyException {
    int at = content(key, 0); // the fields of the sequence
    while (at < key.length) {
      int from = content(key, at);
      int end = from + length(key, at);
      if ((key[at] & 0xff) == PARAMETERS && end <= key.length) {
        return der(SEQUENCE, EC_PUBLIC_KEY, Arrays.copyOfRange(key, from, end));
      }
      at = end;
    }
    throw new InvalidKeyException("has an EC key without the name of its curve");
  }

  /** Returns where the content of the value at {@code at} begins. */
  private static int content(byte[] der, int at) throws InvalidKeyException {
    if (at + 2 > der.length) {
      throw new InvalidKeyException("has a private key that is cut off");
    }
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) throws InvalidKeyException {
    int from = content(der, at);
    if (from > der.length || from - at > 4) {
      throw new InvalidKeyException("has a private key that is cut off");
    }
    int length = from == at + 2 ? der[at + 1] : 0;
    for (int i = at + 2; i < from; i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (var part : parts) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.size() < 0x80) {
      out.write(content.size());
    } else {
      out.write(0x82);
      out.write(content.size() >> 8);
      out.write(content.size());
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
