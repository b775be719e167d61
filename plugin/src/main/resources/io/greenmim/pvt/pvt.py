  def overlap_embedding(self: __torch__.Kernels, x: Tensor, rows: Tensor, weight: Tensor, bias: Tensor, norm_weight: Tensor, norm_bias: Tensor) -> Tensor:
    channels = torch.size(x, 2)
    flat = torch.reshape((self).cast(x), [torch.mul(torch.size(x, 0), torch.size(x, 1)), channels])
    zeros = torch.new_zeros(flat, [1, channels], dtype=None, layout=None, device=None, pin_memory=None)
    squares = torch.reshape(torch.embedding(torch.cat([flat, zeros], 0), rows), [torch.size(rows, 0), torch.size(rows, 1), torch.mul(torch.size(rows, 2), channels)])
    y = torch.to((self).affine(squares, weight, bias), 6)
    return torch.layer_norm(y, [torch.size(y, 2)], norm_weight, norm_bias, self.eps)
  def hidden(self: __torch__.Kernels, x: Tensor, norm_weight: Tensor, norm_bias: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.to((self).project(x, norm_weight, norm_bias, weight, bias), 6)
  def rectified_hidden(self: __torch__.Kernels, x: Tensor, norm_weight: Tensor, norm_bias: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.relu((self).hidden(x, norm_weight, norm_bias, weight, bias))
  def mixed_residual(self: __torch__.Kernels, x: Tensor, mixed: Tensor, keep: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (self).residual(x, (self).affine(torch.gelu((self).cast(mixed)), weight, bias), keep)
