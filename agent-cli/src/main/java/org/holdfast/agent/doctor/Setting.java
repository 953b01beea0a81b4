package org.holdfast.agent.doctor;

/**
 * A setting of the kernel.
 *
 * @param path below /proc/sys: {@code net/ipv4/conf/eth0/rp_filter}
 */
public record Setting(String path) {

  /** One that every interface has. */
  static Setting ofLink(String family, String link, String name) {
    return new Setting("net/" + family + "/conf/" + link + "/" + name);
  }

  /** As sysctl wants it: with dots, unless there is one in an interface's name. */
  public String name() {
    return path.indexOf('.') < 0 ? path.replace('/', '.') : path;
  }
}
