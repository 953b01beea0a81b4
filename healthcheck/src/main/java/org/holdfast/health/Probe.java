package org.holdfast.health;

import java.util.List;
import org.holdfast.net.HiddenUrl;
import org.jspecify.annotations.Nullable;

/**
 * A probe: its target, its request and the conditions of a good answer, but not its timing. Equal
 * probes are interchangeable, so that one run answers for all listeners.
 */
public sealed interface Probe {

  /** The configuration's word: {@code tcp}, {@code http}. */
  String kind();

  /** The probe for human readers: {@code tcp 10.0.0.1:80}. */
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

  /**
   * Whether a result may change the server's weight, so that the weight is not known from the
   * configuration alone.
   */
  default boolean movesWeight() {
    return switch (this) {
      case Agent _ -> true;
      case Script script -> script.dynamic();
      case FileValue file -> file.weight() != 0;
      case Tcp _, Http _, Smtp _, Dns _, Udp _, Ping _, Bfd _ -> false;
    };
  }

  /** The server must accept a connection. */
  record Tcp(Target target) implements Probe {
    @Override
    public String kind() {
      return "tcp";
    }
  }

  /**
   * Every request must get a good answer; the requests are sent one after the other.
   *
   * @param tls null for plain HTTP
   * @param version the HTTP version of every request
   * @param mostBodyBytes a decoded body with more bytes is a failure; null for no limit
   */
  record Http(
      Target target,
      @Nullable TlsSettings tls,
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

  /** The HTTP version of requests; answers may have any version. */
  enum HttpVersion {
    HTTP_1_0,
    HTTP_1_1
  }

  /**
   * The server must answer in an SMTP dialogue: greeting (220), EHLO or HELO (250), STARTTLS if
   * wanted, QUIT.
   *
   * @param tls for STARTTLS; null for plain SMTP
   */
  record Smtp(Target target, String heloName, @Nullable TlsSettings tls) implements Probe {
    @Override
    public String kind() {
      return "smtp";
    }
  }

  /**
   * A name server must answer a question.
   *
   * @param name fully qualified; {@code .} for the root
   * @param type for example SOA
   * @param rcode the expected response code, such as NOERROR
   * @param answer the expected data of one record of the answer, as in a zone file; null for no
   *     condition
   */
  record Dns(Target target, String name, String type, String rcode, @Nullable String answer)
      implements Probe {
    @Override
    public String kind() {
      return "dns";
    }
  }

  /**
   * A datagram must be answered, or must at least not be refused.
   *
   * @param payload hexadecimal digits; empty for an empty datagram
   * @param reply the required beginning of the answer: hexadecimal digits, with {@code X} for any
   *     digit; empty for any answer; null when no answer is needed
   */
  record Udp(Target target, String payload, @Nullable String reply, int leastReply, int mostReply)
      implements Probe {
    @Override
    public String kind() {
      return "udp";
    }
  }

  /** An echo request must be answered. The target has no port. */
  record Ping(Target target) implements Probe {
    @Override
    public String kind() {
      return "ping";
    }
  }

  /**
   * The server reports its own state in the words of HAProxy's agent-check: {@code up 75%}, {@code
   * drain}, {@code down}.
   *
   * @param send the text that we send first; empty for none
   */
  record Agent(Target target, String send) implements Probe {
    @Override
    public String kind() {
      return "agent";
    }
  }

  /**
   * A program must succeed.
   *
   * @param command the program's absolute path and its arguments; no shell is involved
   * @param user the user to run as; null for the agent's own
   * @param group the group to run as; null for the user's own
   * @param dynamic whether an exit status of 2 or more is a weight plus 2 (keepalived's
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
   * The number in a track file must be good. Reported whenever the file changes.
   *
   * @param trackFile the name of a {@link TrackFileConfig}
   * @param weight with 0 the server is up while the number is 0; otherwise the number times the
   *     weight changes the server's weight
   * @param reverse inverts the meaning of the number
   */
  record FileValue(String trackFile, int weight, boolean reverse) implements Probe {
    @Override
    public String kind() {
      return "file";
    }
  }

  /**
   * A BFD session must be up. Reported whenever the session changes.
   *
   * @param session the name of a {@link BfdConfig}
   */
  record Bfd(String session) implements Probe {
    @Override
    public String kind() {
      return "bfd";
    }
  }
}
