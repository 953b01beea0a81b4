package org.holdfast.health;

import java.util.List;
import org.holdfast.net.HiddenUrl;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of whom, and what is a good answer: everything but when. Equal probes ask the same,
 * so that one run answers for all who want to know.
 */
public sealed interface Probe {

  /** As in the configuration: {@code tcp}, {@code http}. */
  String kind();

  /** For people: {@code tcp 10.0.0.1:80}. */
  default String words() {
    return switch (this) {
      case Tcp(var target) -> "tcp " + target.words();
      case Http http ->
          kind() + " " + http.target().words() + HiddenUrl.path(http.requests().getFirst().path());
      case Smtp smtp -> "smtp " + smtp.target().words();
      case Dns dns -> "dns " + dns.target().words() + " " + dns.name() + " " + dns.type();
      case Udp udp -> "udp " + udp.target().words();
      case Ping(var target) -> "ping " + target.words();
      case Agent agent -> "agent " + agent.target().words();
      case Script script -> "script " + String.join(" ", script.command());
      case FileValue file -> "file " + file.trackFile();
      case Bfd bfd -> "bfd " + bfd.session();
    };
  }

  /** A connection is accepted. */
  record Tcp(Target target) implements Probe {
    @Override
    public String kind() {
      return "tcp";
    }
  }

  /**
   * Every request is answered as it should be, one after the other.
   *
   * @param tls null for plain HTTP
   * @param version of every request
   * @param mostBodyBytes more than these of a body, decoded, are a failure; null when a body may be
   *     of any length
   */
  record Http(
      Target target,
      @Nullable TlsTerms tls,
      HttpVersion version,
      List<HttpRequest> requests,
      @Nullable Integer mostBodyBytes)
      implements Probe {
    public Http {
      requests = List.copyOf(requests);
    }

    @Override
    public String kind() {
      return tls == null ? "http" : "https";
    }
  }

  /** Of the requests; answers may be of any version. */
  enum HttpVersion {
    HTTP_1_0,
    HTTP_1_1
  }

  /**
   * A greeting (220), EHLO or HELO (250), STARTTLS if wanted, QUIT.
   *
   * @param tls for STARTTLS; null for plain SMTP
   */
  record Smtp(Target target, String heloName, @Nullable TlsTerms tls) implements Probe {
    @Override
    public String kind() {
      return "smtp";
    }
  }

  /**
   * A name server answers a question.
   *
   * @param name fully qualified; {@code .} for the root
   * @param type such as SOA
   * @param rcode the response code that is good, such as NOERROR
   * @param answer what one record of the answer must say, in the form of a zone file's data; null
   *     for anything
   */
  record Dns(Target target, String name, String type, String rcode, @Nullable String answer)
      implements Probe {
    @Override
    public String kind() {
      return "dns";
    }
  }

  /**
   * A datagram is not refused, or is answered.
   *
   * @param payload hexadecimal digits; empty for an empty datagram
   * @param reply what the answer must begin with: hexadecimal digits, and {@code X} for any digit;
   *     empty for any answer; null when silence is good too
   */
  record Udp(Target target, String payload, @Nullable String reply, int leastReply, int mostReply)
      implements Probe {
    @Override
    public String kind() {
      return "udp";
    }
  }

  /** An echo request is answered. The target has no port. */
  record Ping(Target target) implements Probe {
    @Override
    public String kind() {
      return "ping";
    }
  }

  /**
   * The server says how it is, in HAProxy's words: {@code up 75%}, {@code drain}, {@code down}.
   *
   * @param send what we send first; empty for nothing
   */
  record Agent(Target target, String send) implements Probe {
    @Override
    public String kind() {
      return "agent";
    }
  }

  /**
   * A program succeeds.
   *
   * @param command the program's absolute path and its arguments; no shell
   * @param user to run as; null for the agent's own
   * @param group to run as; null for the user's own
   * @param dynamic whether an exit status of 2 or more is a weight, less 2 (keepalived's
   *     misc_dynamic)
   */
  record Script(
      List<String> command, @Nullable String user, @Nullable String group, boolean dynamic)
      implements Probe {
    public Script {
      command = List.copyOf(command);
    }

    @Override
    public String kind() {
      return "script";
    }
  }

  /**
   * The number in a track file. Told whenever it changes.
   *
   * @param trackFile a {@link TrackFileConfig}'s name
   * @param weight 0: the server is up while the number is 0; else number times weight moves the
   *     server's weight
   * @param reverse the other way round
   */
  record FileValue(String trackFile, int weight, boolean reverse) implements Probe {
    @Override
    public String kind() {
      return "file";
    }
  }

  /**
   * A BFD session is up. Told whenever it changes.
   *
   * @param session a {@link BfdConfig}'s name
   */
  record Bfd(String session) implements Probe {
    @Override
    public String kind() {
      return "bfd";
    }
  }
}
