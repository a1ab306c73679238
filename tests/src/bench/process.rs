//! What a process took of the machine, as the system counts it (Linux; elsewhere it is not said).

/// The most that was ever resident (`VmHWM`), in mebibytes: pages shared with others included, the file
/// cache not. Not a number where the system does not say.
pub fn peak(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    field(&status, "VmHWM:").and_then(|kib| kib.parse::<f64>().ok()).map_or(f64::NAN, |kib| kib / 1024.0)
}

/// Seconds on a processor so far, all threads, in user space and in the kernel, to the hundredth.
pub fn busy(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The second field is a name in brackets that may hold spaces.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    // The system counts these in hundredths, whatever its own tick is.
    let ticks: Vec<f64> = fields.skip(11).take(2).filter_map(|ticks| ticks.parse().ok()).collect();
    if ticks.len() == 2 { ticks.iter().sum::<f64>() / 100.0 } else { f64::NAN }
}

/// The one process this one started that runs a program of this name.
pub fn child(program: &str) -> Option<u32> {
    // The system cuts names after fifteen bytes.
    let name: String = program.chars().take(15).collect();
    let me = std::process::id().to_string();
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let status = std::fs::read_to_string(entry.path().join("status")).ok()?;
        (field(&status, "PPid:")? == me && field(&status, "Name:")? == name).then_some(id)
    })
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()
}
