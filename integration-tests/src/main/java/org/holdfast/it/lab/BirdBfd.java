package org.holdfast.it.lab;

/** The BFD implementation of BIRD 2. */
public final class BirdBfd extends BfdPeer {

  public BirdBfd(Node node) {
    super(node);
  }

  @Override
  public void start(Terms terms) {
    var file = write("bird.conf", configuration(terms));
    launch("bird", "-f", "-c", file.toString(), "-s", socket());
  }

  private static String configuration(Terms terms) {
    var intervals =
        "interval %d ms; idle tx interval 1 s; multiplier %d; passive %s;"
            .formatted(terms.intervalMillis(), terms.multiplier(), terms.passive() ? "on" : "off");
    return """
    router id 10.0.0.2;
    log stderr all;
    protocol device { }
    protocol bfd {
      interface "*" { %s };
      multihop { %s };
      neighbor %s %s local %s %s;
    }
    """
        .formatted(
            intervals,
            intervals,
            terms.neighbour(),
            terms.multihop() ? "" : "dev \"" + terms.device() + "\"",
            terms.local(),
            terms.multihop() ? "multihop on" : "");
  }

  private String socket() {
    return directory().resolve("bird.ctl").toString();
  }

  @Override
  public void change(Terms terms) {
    write("bird.conf", configuration(terms));
    node().run("birdc", "-s", socket(), "configure");
  }

  @Override
  public boolean isUp() {
    return node().succeeds("sh", "-c", "birdc -s " + socket() + " show bfd sessions | grep -qw Up");
  }
}
