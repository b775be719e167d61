  def overlap_embedding(self: __torch__.Kernels, x: Tensor, rows: Tensor, weight: Tensor, bias: Tensor, norm_weight: Tensor, norm_bias: Tensor) -> Tensor:
    batch = torch.size(x, 1)
    channels = torch.size(x, 2)
    zeros = torch.new_zeros(x, [1, batch, channels], dtype=None, layout=None, device=None, pin_memory=None)
    table = torch.reshape((self).cast(torch.cat([x, zeros], 0)), [torch.mul(torch.add(torch.size(x, 0), 1), batch), channels])
    squares = torch.reshape(torch.embedding(table, rows), [torch.size(rows, 0), batch, torch.mul(torch.size(rows, 2), channels)])
    y = torch.to(torch.linear(squares, (self).cast(weight), (self).cast(bias)), 6)
    return torch.layer_norm(y, [torch.size(y, 2)], norm_weight, norm_bias, self.eps)
  def convolutional_feed_forward(self: __torch__.Kernels, x: Tensor, keep: Tensor, norm_weight: Tensor, norm_bias: Tensor, weight1: Tensor, bias1: Tensor, kernel: Tensor, kernel_bias: Tensor, weight2: Tensor, bias2: Tensor, cells: Tensor, grid_like: Tensor, rectified: Tensor) -> Tensor:
    n = torch.size(x, 0)
    batch = torch.size(x, 1)
    height = torch.size(grid_like, 0)
    width = torch.size(grid_like, 1)
    linear = (self).project(x, norm_weight, norm_bias, weight1, bias1)
    channels = torch.size(linear, 2)
    if torch.eq(torch.numel(rectified), 0):
      hidden = linear
    else:
      hidden = torch.relu(linear)
    all = torch.mul(torch.mul(batch, height), width)
    empty = torch.new_zeros(hidden, [all, channels], dtype=None, layout=None, device=None, pin_memory=None)
    dense = torch.index_copy_(empty, 0, torch.to(cells, 4), torch.reshape(hidden, [torch.mul(n, batch), channels]))
    image = torch.permute(torch.view(dense, [batch, height, width, channels]), [0, 3, 1, 2])
    mixed = torch.conv2d(image, (self).cast(kernel), (self).cast(kernel_bias), [1, 1], [1, 1], [1, 1], channels)
    table = torch.reshape(torch.permute(mixed, [0, 2, 3, 1]), [all, channels])
    own = torch.view(torch.embedding(table, cells), [n, batch, channels])
    return (self).residual(x, torch.linear(torch.gelu(own), (self).cast(weight2), (self).cast(bias2)), keep)
