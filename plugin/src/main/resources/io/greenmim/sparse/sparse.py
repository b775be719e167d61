  def with_zeros(self: __torch__.Kernels, x: Tensor) -> Tensor:
    channels = torch.size(x, 2)
    rows = torch.reshape((self).cast(x), [-1, channels])
    none = torch.new_zeros(rows, [1, channels])
    return torch.cat([rows, none], 0)
  def on_grid(self: __torch__.Kernels, x: Tensor, rows: Tensor, settings: Tensor) -> Tensor:
    b = torch.size(settings, 4)
    h = torch.size(settings, 5)
    w = torch.size(settings, 6)
    channels = torch.size(x, 2)
    if torch.eq(torch.size(settings, 7), 1):
      grid = torch.contiguous(torch.permute(torch.reshape((self).cast(x), [h, w, b, channels]), [2, 0, 1, 3]))
    else:
      flat = torch.reshape((self).cast(x), [-1, channels])
      zeros = torch.new_zeros(flat, [torch.mul(torch.mul(b, h), w), channels])
      grid = torch.view(torch.index_copy_(zeros, 0, torch.to(rows, 4), flat), [b, h, w, channels])
    return torch.permute(grid, [0, 3, 1, 2])
  def from_grid(self: __torch__.Kernels, y: Tensor, rows: Tensor, settings: Tensor) -> Tensor:
    if torch.eq(torch.size(settings, 8), 1):
      tokens = torch.contiguous(torch.permute(y, [2, 3, 0, 1]))
    else:
      tokens = torch.embedding(torch.reshape(torch.permute(y, [0, 2, 3, 1]), [-1, torch.size(y, 1)]), rows)
    return torch.to(tokens, 6)
  def through_grid(self: __torch__.Kernels, x: Tensor, from_rows: Tensor, to_rows: Tensor, settings: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    s = torch.size(settings, 1)
    p = torch.size(settings, 2)
    groups = torch.size(settings, 3)
    grid = (self).on_grid(x, from_rows, settings)
    if torch.__and__(torch.eq(torch.size(weight, 1), 1), torch.ne(torch.size(weight, 0), torch.size(grid, 1))):
      # Several outputs of each channel, with a bias, come out wrong of maps whose channels lie last on machines that hide their caches.
      grid = torch.contiguous(grid)
    if torch.eq(torch.numel(bias), 0):
      y = torch.conv2d(grid, (self).cast(weight), None, [s, s], [p, p], [1, 1], groups)
    else:
      y = torch.conv2d(grid, (self).cast(weight), (self).cast(bias), [s, s], [p, p], [1, 1], groups)
    return (self).from_grid(y, to_rows, settings)
  def matrix(self: __torch__.Kernels, gathered: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    inputs = torch.mul(torch.size(gathered, 2), torch.size(gathered, 3))
    x = torch.reshape(gathered, [torch.size(gathered, 0), torch.size(gathered, 1), inputs])
    w = torch.reshape(torch.permute(weight, [0, 2, 3, 1]), [torch.size(weight, 0), inputs])
    return (self).linear(x, w, bias)
  def patches(self: __torch__.Kernels, x: Tensor, rows: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    flat = torch.reshape((self).cast(x), [-1, torch.size(x, 2)])
    return (self).matrix(torch.embedding(flat, rows), weight, bias)
  def padded_patches(self: __torch__.Kernels, x: Tensor, rows: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (self).matrix(torch.embedding((self).with_zeros(x), rows), weight, bias)
  def biased(self: __torch__.Kernels, y: Tensor, bias: Tensor) -> Tensor:
    z = torch.to(y, 6)
    if torch.ne(torch.numel(bias), 0):
      z = torch.add(z, bias)
    return z
  def turned(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.contiguous(torch.transpose(x, 0, 1))
  def turned_back(self: __torch__.Kernels, y: Tensor, channels: int) -> Tensor:
    columns = torch.reshape(y, [channels, -1])
    order = torch.arange(channels, dtype=4, layout=None, device=ops.prim.device(y), pin_memory=False)
    return (self).turned(torch.embedding(columns, order))
  def blocks(self: __torch__.Kernels, x: Tensor, inputs: Tensor, outputs: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    channels = torch.size(x, 2)
    grid = torch.permute(torch.embedding((self).with_zeros(x), inputs), [0, 3, 1, 2])
    y = torch.conv2d(grid, (self).cast(weight), None, [1, 1], [0, 0], [1, 1], channels)
    rows = torch.reshape(torch.permute(y, [0, 2, 3, 1]), [-1, channels])
    return (self).biased(torch.embedding(rows, outputs), bias)
  def matrices(self: __torch__.Kernels, weight: Tensor, taps: Tensor) -> Tensor:
    channels = torch.size(weight, 0)
    rows = torch.reshape((self).cast(weight), [channels, -1])
    flat = torch.reshape((self).cast(taps), [torch.size(taps, 0), -1])
    return torch.view(torch.mm(rows, flat), [channels, torch.size(taps, 1), torch.size(taps, 2)])
  def block_matrices(self: __torch__.Kernels, x: Tensor, inputs: Tensor, outputs: Tensor, taps: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    channels = torch.size(x, 2)
    gathered = torch.embedding((self).with_zeros(x), torch.view(inputs, [-1]))
    columns = torch.view((self).turned(gathered), [channels, torch.size(inputs, 0), torch.size(inputs, 1)])
    y = torch.bmm((self).matrices(weight, taps), columns)
    return (self).biased(torch.embedding((self).turned_back(y, channels), outputs), bias)
  def site_matrices(self: __torch__.Kernels, x: Tensor, taps: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    channels = torch.size(x, 2)
    flat = torch.reshape((self).cast(x), [-1, channels])
    columns = torch.view((self).turned(flat), [channels, torch.size(x, 0), torch.size(x, 1)])
    y = torch.bmm((self).matrices(weight, taps), columns)
    return torch.reshape((self).biased((self).turned_back(y, channels), bias), torch.size(x))
