  def with_zeros(self: __torch__.Kernels, x: Tensor) -> Tensor:
    channels = torch.size(x, 2)
    rows = torch.reshape((self).cast(x), [-1, channels])
    none = torch.new_zeros(rows, [1, channels])
    return torch.cat([rows, none], 0)
  def through_grid(self: __torch__.Kernels, x: Tensor, token_rows: Tensor, grid_rows: Tensor, settings: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    s = torch.size(settings, 1)
    p = torch.size(settings, 2)
    groups = torch.size(settings, 3)
    grid = torch.permute(torch.embedding((self).with_zeros(x), token_rows), [0, 3, 1, 2])
    if torch.eq(torch.numel(bias), 0):
      y = torch.conv2d(grid, (self).cast(weight), None, [s, s], [p, p], [1, 1], groups)
    else:
      y = torch.conv2d(grid, (self).cast(weight), (self).cast(bias), [s, s], [p, p], [1, 1], groups)
    rows = torch.reshape(torch.permute(y, [0, 2, 3, 1]), [-1, torch.size(y, 1)])
    return torch.to(torch.embedding(rows, grid_rows), 6)
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
