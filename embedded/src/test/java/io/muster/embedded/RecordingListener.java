package io.muster.embedded;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that remembers. */
final class RecordingListener implements EmbeddedListener {
    final List<String> progress = new CopyOnWriteArrayList<>();
    final List<String> restarts = new CopyOnWriteArrayList<>();

    @Override
    public void progress(String line) {
        progress.add(line);
    }

    @Override
    public void onRestart(String child, String reason) {
        restarts.add(child + " " + reason);
    }
}
