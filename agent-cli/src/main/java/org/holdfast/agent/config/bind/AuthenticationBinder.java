package org.holdfast.agent.config.bind;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.AuthenticationKeywords;
import org.holdfast.agent.config.words.AuthenticationKeywords.AuthenticationKind;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.net.Family;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.Authentication.AuthenticationHeader;
import org.holdfast.vrrp.Authentication.HmacTrailer;
import org.holdfast.vrrp.Authentication.None;
import org.holdfast.vrrp.Authentication.Password;
import org.holdfast.vrrp.Authentication.Secret;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;

/** Creates an instance's authentication. Messages never quote a secret. */
final class AuthenticationBinder {

  private static final int PASSWORD_LENGTH = 8;
  private static final int SHORTEST_SECRET = 32;

  private static final List<Key<?>> HMAC_ALONE =
      List.of(
          AuthenticationKeywords.HMAC_KEYS,
          AuthenticationKeywords.ACTIVE_KEY,
          AuthenticationKeywords.HMAC_MODE,
          AuthenticationKeywords.ANTI_REPLAY,
          AuthenticationKeywords.TIME_WINDOW);

  private final Report report;
  private final Host host;

  AuthenticationBinder(Report report, Host host) {
    this.report = report;
    this.host = host;
  }

  Authentication bind(Fields instance, VrrpVersion version, Family family) {
    var fields = instance.section(AuthenticationKeywords.AUTHENTICATION);
    var kind = fields.find(AuthenticationKeywords.AUTHENTICATION_TYPE);
    if (kind == null) {
      return new None();
    }
    boolean hasPassword = kind == AuthenticationKind.PASS || kind == AuthenticationKind.AH;
    if (!hasPassword) {
      refuseNeedless(fields, AuthenticationKeywords.PASSWORD, "type pass or ah");
    }
    if (kind != AuthenticationKind.HMAC) {
      for (var key : HMAC_ALONE) {
        refuseNeedless(fields, key, "type hmac");
      }
    }
    if (hasPassword && (version != VrrpVersion.V2 || family != Family.IPV4)) {
      report.error(
          fields.spot(AuthenticationKeywords.AUTHENTICATION_TYPE),
          "pass and ah belong to version 2 over IPv4; with "
              + (family == Family.IPV6 ? "IPv6" : "version 3")
              + " use hmac or none");
    }
    return switch (kind) {
      case NONE -> new None();
      case PASS -> new Password(password(fields));
      case AH -> new AuthenticationHeader(password(fields));
      case HMAC -> trailer(fields, instance.get(InstanceKeywords.ADVERTISEMENT_INTERVAL));
    };
  }

  private void refuseNeedless(Fields fields, Key<?> key, String owner) {
    if (fields.isGiven(key)) {
      report.error(
          fields.spot(key), "belongs to " + owner + "; change the type or remove this key");
    }
  }

  private String password(Fields fields) {
    var password = fields.find(AuthenticationKeywords.PASSWORD);
    var at = fields.spot(AuthenticationKeywords.PASSWORD);
    if (password == null) {
      if (!fields.isGiven(AuthenticationKeywords.PASSWORD)) {
        report.error(
            fields.spot(),
            "\""
                + report.name(fields.spot(), AuthenticationKeywords.PASSWORD)
                + "\" is missing; the types pass and ah need it");
      }
      return "";
    }
    int size = password.getBytes(StandardCharsets.UTF_8).length;
    if (size > PASSWORD_LENGTH) {
      report.warning(
          at,
          "only the first 8 of the password's "
              + size
              + " bytes count, as in keepalived; write only those");
      return password.substring(0, Math.min(PASSWORD_LENGTH, password.length()));
    }
    return password;
  }

  private Authentication trailer(Fields fields, Duration interval) {
    var keys = new ArrayList<HmacTrailer.Key>();
    boolean sound = true;
    for (var entry : fields.list(AuthenticationKeywords.HMAC_KEYS)) {
      var key = entry.value();
      if (!key.isComplete()) {
        continue;
      }
      int id = key.number(AuthenticationKeywords.HMAC_KEY_ID);
      for (var other : keys) {
        if (other.id() == id) {
          report.error(
              key.spot(AuthenticationKeywords.HMAC_KEY_ID), "a second key with the id " + id);
        }
      }
      var secret =
          secret(key.get(AuthenticationKeywords.SECRET), key.spot(AuthenticationKeywords.SECRET));
      if (secret == null) {
        sound = false;
        continue;
      }
      keys.add(new HmacTrailer.Key(id, secret));
    }
    if (!sound) {
      return new None();
    }
    if (keys.isEmpty()) {
      if (!fields.isGiven(AuthenticationKeywords.HMAC_KEYS)) {
        report.error(fields.spot(), "\"keys\" is missing; the type hmac signs with them");
      }
      return new None();
    }
    var active = fields.find(AuthenticationKeywords.ACTIVE_KEY);
    if (active == null) {
      return trailer(fields, keys, keys.get(0).id(), interval);
    }
    for (var key : keys) {
      if (key.id() == active) {
        return trailer(fields, keys, key.id(), interval);
      }
    }
    if (fields.isSound(AuthenticationKeywords.HMAC_KEYS)) {
      report.error(
          fields.spot(AuthenticationKeywords.ACTIVE_KEY), "none of the keys has the id " + active);
    }
    return new None();
  }

  private static HmacTrailer trailer(
      Fields fields, List<HmacTrailer.Key> keys, int activeKey, Duration interval) {
    var window = fields.find(AuthenticationKeywords.TIME_WINDOW);
    return new HmacTrailer(
        keys,
        activeKey,
        fields.get(AuthenticationKeywords.HMAC_MODE),
        fields.get(AuthenticationKeywords.ANTI_REPLAY),
        window == null ? HmacTrailer.defaultWindow(interval) : window);
  }

  private @Nullable Secret secret(String text, NodePosition at) {
    if (!text.startsWith("file:")) {
      return decoded(text, null, at);
    }
    var path = text.substring("file:".length());
    if (!path.startsWith("/")) {
      report.error(at, "file:" + path + " (expected: an absolute path, as in file:/etc/...)");
      return null;
    }
    try {
      var content = host.machineFile(path, 4096);
      return content.isEmpty()
          ? new Secret(Collections.nCopies(SHORTEST_SECRET, (byte) 0), path)
          : decoded(new String(content.get(), StandardCharsets.ISO_8859_1).strip(), path, at);
    } catch (IOException e) {
      report.error(at, "file:" + path + ": " + whyUnreadable(e));
      return null;
    }
  }

  private static String whyUnreadable(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    return e instanceof AccessDeniedException
        ? "permission denied"
        : "cannot be read: " + e.getMessage();
  }

  private @Nullable Secret decoded(String text, @Nullable String file, NodePosition at) {
    var bytes = text.startsWith("hex:") ? hex(text.substring(4)) : ascii(text);
    if (bytes == null) {
      report.error(
          at,
          text.startsWith("hex:")
              ? "hex: must be followed by pairs of hexadecimal digits and nothing else"
              : "a secret with characters beyond ASCII; write its bytes as hex:...");
      return null;
    }
    if (bytes.length < SHORTEST_SECRET || bytes.length > 64) {
      report.error(at, "a secret of " + bytes.length + " bytes (expected: 32 to 64 bytes)");
      return null;
    }
    var boxed = new ArrayList<Byte>();
    for (byte b : bytes) {
      boxed.add(b);
    }
    return new Secret(boxed, file);
  }

  private static byte @Nullable [] hex(String digits) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException notHexadecimal) {
      return null;
    }
  }

  private static byte @Nullable [] ascii(String text) {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(text)
        ? text.getBytes(StandardCharsets.US_ASCII)
        : null;
  }
}
